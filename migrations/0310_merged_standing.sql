-- A record that was put together with another: a stub that leads on to it. Used from the next migration on.
alter type standing add value 'merged';
