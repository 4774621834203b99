//! Who in the register may be the person about to be added.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::associates::model::{Belonging, Profile, Similar};
use crate::kernel::{EmailAddress, OrganisationId};

/// People with the same address or telephone number, or with a name that is alike in any order of its words, in its
/// letters or in how it sounds; the most alike first, at most ten. Who registered and has not confirmed is nobody's to know.
pub(crate) async fn list_similar(
    db: &mut PgConnection,
    profile: &Profile,
    belonging: Option<&Belonging>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Similar>> {
    let (organisation, _) = belonging.map_or((None, None), Belonging::columns);
    sqlx::query_as!(
        Similar,
        r#"with alike as (
               select a.*,
                      a.name_search = search_text($1) as same_name,
                      similarity(a.name_search, search_text($1)) as likeness,
                      not exists (
                          select from unnest(search_words($1)) word
                          where word <> all (search_words(a.name_search)) and not a.name_keys && alike_keys(word)) as sounds_alike,
                      (coalesce(a.email = $2, false) or exists (
                          select from alternates n
                          where n.associate_id = a.id and n.field = 'email' and n.value = $2)) as same_email,
                      coalesce(phone_key(a.phone) = phone_key($3), false) as same_phone
               from associates a
               where a.standing in ('active', 'paused', 'left')
                 and (a.email = $2 or a.id in (select n.associate_id from alternates n where n.field = 'email' and n.value = $2)
                      or phone_key(a.phone) = phone_key($3) or a.name_search % search_text($1)
                      or a.name_keys && alike_keys($1)))
           select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group, a.standing,
                  (select string_agg(coalesce(o.name, f.organisation_text), '; ' order by f.starts_on desc)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.starts_on <= $5 and (f.ends_on is null or f.ends_on >= $5)
                  ) as organisation,
                  a.same_name as "same_name!", (a.likeness >= 0.5 or a.sounds_alike) as "similar_name!",
                  a.same_email as "same_email!", a.same_phone as "same_phone!",
                  exists (
                      select from affiliations f
                      where f.associate_id = a.id and f.organisation_id = $4 and (f.ends_on is null or f.ends_on >= $5)
                  ) as "same_organisation!"
           from alike a
           where a.same_email or a.same_phone or a.likeness >= 0.5 or a.sounds_alike
           order by a.same_email desc, a.same_phone desc, a.likeness desc, a.id
           limit 10"#,
        profile.name(),
        profile.email.as_ref().map(EmailAddress::as_str),
        profile.phone.as_ref().map(|phone| phone.as_str()),
        organisation as Option<OrganisationId>,
        today
    )
    .fetch_all(db)
    .await
}
