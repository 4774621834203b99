-- Coming to an event is an own act of whoever came.
alter type act_kind add value 'attended';
