-- A letter may carry an invitation for the reader's calendar (RFC 5546): the method is in the text.
alter table mails add column calendar text;
