-- The closed vocabularies of the network. Native enumerations: the database refuses any other word,
-- and sqlx maps them to the Rust types of the same name everywhere (sqlx.toml).
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create type stakeholder_group as enum (
    'service_user', 'carer', 'health_professional', 'applied_health_researcher', 'commissioner',
    'third_sector', 'social_care', 'provider_manager', 'industry', 'public', 'other');
create type county as enum (
    'nottinghamshire', 'derbyshire', 'lincolnshire', 'leicestershire', 'northamptonshire', 'rutland', 'elsewhere');
create type declared_involvement as enum ('keep_me_informed', 'ask_me', 'i_contribute', 'i_have_concerns');
create type topic as enum ('areas_of_interest', 'training_and_development', 'networking', 'conferences_and_seminars');
create type standing as enum ('pending', 'active', 'paused', 'left', 'anonymised');
create type organisation_kind as enum (
    'nhs_trust', 'nhs_commissioner', 'council', 'university', 'gp_practice', 'third_sector', 'company', 'other');
create type project_stage as enum ('planned', 'running', 'ended');
create type membership_role as enum ('member', 'lead', 'co_applicant', 'adviser', 'diffusion_fellow');
create type membership_state as enum ('requested', 'active', 'declined', 'ended');
create type account_role as enum ('associate', 'team', 'administrator');
create type link_purpose as enum ('sign_in', 'confirm_registration', 'confirm_email');
create type consent_purpose as enum ('registration', 'mailings', 'health_link', 'access_needs');
create type lawful_basis as enum ('consent', 'public_task', 'explicit_consent');
create type mail_state as enum ('queued', 'sending', 'sent', 'kept', 'dead');
create type act_kind as enum ('profile_confirmed', 'joined_project');

-- Text as a search compares it: lower case, without accents. Immutable so that it can be indexed;
-- the dictionary is named, so the answer does not depend on the search path.
create function search_text(value text) returns text
    language sql immutable strict parallel safe
    return lower(public.unaccent('public.unaccent'::regdictionary, value));

-- Rows of a ledger are written once. Attached to every append-only table.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
