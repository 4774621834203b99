-- Rule 1 in one place: active people without an active membership. A link that waits for the person's own consent is
-- no place yet; counted as one here and not there, the difference would tell who waits (rule 4).
create view unplaced_associates as
    select a.* from associates a
    where a.standing = 'active'
      and not exists (select from disclosable_memberships m where m.associate_id = a.id and m.state = 'active');
