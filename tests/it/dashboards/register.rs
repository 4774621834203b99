//! A small network made to measure.

use uuid::Uuid;

use crate::harness::{LEO, TESS, TestApp};

/// Writes people and projects straight into the register, past its rules.
pub(super) struct Register<'a>(pub(super) &'a TestApp);

impl Register<'_> {
    pub(super) async fn project(&self, slug: &str) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query(
            "with theme as (
                 insert into themes (id, slug, name, summary) values (gen_random_uuid(), 'stroke', 'Stroke', 'Stroke')
                 on conflict (slug) do update set name = excluded.name returning id)
             insert into projects (id, slug, title, theme_id, summary, starts_on, stage, sensitive, recruiting, created_at)
             select $1, $2, $2, theme.id, 'About it.', '2020-01-01', 'running', false, true, $3 from theme",
        )
        .bind(id)
        .bind(slug)
        .bind(self.0.now())
        .execute(self.0.db())
        .await
        .expect("a project");
        id
    }

    pub(super) async fn person(&self, name: &str, group: &str) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into associates
                 (id, given_name, family_name, stakeholder_group, involvement, standing, created_at, joined_on)
             values ($1, $2, 'Person', $3::stakeholder_group, 'ask_me', 'active', $4, '2026-01-15')",
        )
        .bind(id)
        .bind(name)
        .bind(group)
        .bind(self.0.now())
        .execute(self.0.db())
        .await
        .expect("a person");
        id
    }

    pub(super) async fn links(&self, person: Uuid, project: Uuid, role: &str) {
        self.membership(person, project, role, "active").await;
    }

    pub(super) async fn membership(&self, person: Uuid, project: Uuid, role: &str, state: &str) {
        sqlx::query(
            "insert into memberships (id, associate_id, project_id, role, state, involvement, starts_on, requested_at)
             values (gen_random_uuid(), $1, $2, $3::membership_role, $4::membership_state, 'ask_me',
                     case when $4 = 'active' then date '2026-01-20' end,
                     case when $4 = 'active' then date '2026-01-20' else $5 end)",
        )
        .bind(person)
        .bind(project)
        .bind(role)
        .bind(state)
        .bind(self.0.now())
        .execute(self.0.db())
        .await
        .expect("a membership");
    }

    pub(super) async fn acts(&self, person: Uuid) {
        sqlx::query("insert into member_acts (id, associate_id, kind, at) values (gen_random_uuid(), $1, 'profile_confirmed', '2021-05-01')")
            .bind(person)
            .execute(self.0.db())
            .await
            .expect("an act");
    }

    /// Linked people of one group, without acts of their own.
    pub(super) async fn crowd(&self, project: Uuid, group: &str, size: u32) {
        for number in 0..size {
            let person = self.person(&format!("{group} {number}"), group).await;
            self.links(person, project, "member").await;
        }
    }

    /// Leo, who leads this project and signs in with the password of all.
    pub(super) async fn leo_leads(&self, project: Uuid) {
        let leo = self.person("Leo", "applied_health_researcher").await;
        self.links(leo, project, "lead").await;
        sqlx::query(
            "insert into accounts (id, email, name, password_hash, role, associate_id, created_at)
             select gen_random_uuid(), $1, 'Leo Lead', password_hash, 'associate', $2, $3 from accounts where email = $4",
        )
        .bind(LEO.email)
        .bind(leo)
        .bind(self.0.now())
        .bind(TESS.email)
        .execute(self.0.db())
        .await
        .expect("an account");
    }

    /// A privacy notice that everyone who is there has answered, so that people can consent to more.
    pub(super) async fn notice(&self) {
        sqlx::query(
            "with notice as (
                 insert into privacy_notices (id, version, title, body, summary_of_changes, published_at)
                 values (gen_random_uuid(), 1, 'Privacy', 'What we keep.', 'The first.', $1)
                 returning id)
             insert into consents (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, given,
                                   recorded_at)
             select gen_random_uuid(), a.id, 'registration', 'consent', n.id, 'Yes', sha256('Yes'), 'test', true, $1
             from associates a, notice n",
        )
        .bind(self.0.now())
        .execute(self.0.db())
        .await
        .expect("answers");
    }

    /// Someone's answer, on a day, to whether a link to a project that says something about their health is kept.
    pub(super) async fn consents(&self, person: Uuid, project: Uuid, given: bool, day: &str) {
        sqlx::query(
            "insert into consents (id, associate_id, purpose, project_id, lawful_basis, notice_id, wording, wording_hash,
                                   source, given, recorded_at)
             select gen_random_uuid(), $1, 'health_link', $2, 'explicit_consent', n.id, 'Yes', sha256('Yes'), 'test', $3,
                    $4::date
             from privacy_notices n",
        )
        .bind(person)
        .bind(project)
        .bind(given)
        .bind(day.parse::<chrono::NaiveDate>().expect("a date"))
        .execute(self.0.db())
        .await
        .expect("an answer");
    }
}
