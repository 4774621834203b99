-- Letters written before they knew whose they are: their keys name the person, or the membership they are about.
update mails m
set associate_id = a.id
from associates a
where m.associate_id is null
  and m.idempotency_key ~ '^(register|added|address-changed|email|email-notice):[0-9a-f-]{36}'
  and a.id::text = split_part(m.idempotency_key, ':', 2);
update mails m
set associate_id = s.associate_id
from memberships s
where m.associate_id is null
  and m.idempotency_key ~ '^(linked|accepted|declined|please agree):[0-9a-f-]{36}'
  and s.id::text = split_part(m.idempotency_key, ':', 2);
update mails m
set associate_id = a.id
from associates a
where m.associate_id is null and m.idempotency_key like 'asked:%'
  and a.id::text = split_part(m.idempotency_key, ':', 4);
