-- Whether a mail that was given up may be sent again: its text is still there, and the link in it, if it holds one, works.
create function can_be_sent_again(mail mails, at timestamptz) returns boolean
    language sql immutable parallel safe
    return mail.state = 'dead' and mail.body_text <> '' and (mail.useful_until is null or mail.useful_until > at);
