//! Events that happened in a small network, with who had a place and who came.

use uuid::Uuid;

use super::register::Register;

impl Register<'_> {
    /// An event of two hours from noon on, of a project or of none, with room for everyone.
    pub(super) async fn event(&self, project: Option<Uuid>, day: &str, state: &str) -> Uuid {
        let id = Uuid::now_v7();
        let event =
            "insert into events (id, title, kind, description, starts_at, ends_at, visibility, social_interaction,
                                 knowledge_sharing, knowledge_creation, identity_building, state, cancellation_reason, created_at)
             values ($1, 'Event of ' || $2, 'seminar', 'A test', ($2 || ' 12:00Z')::timestamptz,
                     ($2 || ' 14:00Z')::timestamptz, 'members', 40, 40, 15, 5, $3::event_state,
                     case when $3 = 'cancelled' then 'Too few could come.' end, '2020-01-01')";
        sqlx::query(event).bind(id).bind(day).bind(state).execute(self.0.db()).await.expect("an event");
        let pool = "insert into place_pools (id, event_id, places, taken) values (gen_random_uuid(), $1, 40, 0)";
        sqlx::query(pool).bind(id).execute(self.0.db()).await.expect("places");
        if let Some(project) = project {
            let link = "insert into event_projects (event_id, project_id) values ($1, $2)";
            sqlx::query(link).bind(id).bind(project).execute(self.0.db()).await.expect("a link");
        }
        id
    }

    pub(super) async fn has_place(&self, person: Uuid, event: Uuid) {
        let place = "with pool as (update place_pools set taken = taken + 1 where event_id = $1 returning id)
             insert into event_registrations (id, event_id, associate_id, state, pool_id, registered_at)
             select gen_random_uuid(), $1, $2, 'registered', pool.id, '2026-01-25' from pool";
        sqlx::query(place).bind(event).bind(person).execute(self.0.db()).await.expect("a place");
    }

    pub(super) async fn waits(&self, person: Uuid, event: Uuid) {
        let line = "insert into event_registrations (id, event_id, associate_id, state, registered_at, waiting_since)
             values (gen_random_uuid(), $1, $2, 'waiting', '2026-01-25', '2026-01-25')";
        sqlx::query(line).bind(event).bind(person).execute(self.0.db()).await.expect("a place in line");
    }

    /// What is noted of someone on the day of the event; who has no place walks in.
    pub(super) async fn noted(&self, person: Uuid, event: Uuid, state: &str) {
        let noted = "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
             select e.id, $2, $3::attendance_state,
                    not exists (select from event_registrations r
                                where r.event_id = e.id and r.associate_id = $2 and r.state = 'registered'),
                    e.ends_at
             from events e where e.id = $1";
        sqlx::query(noted).bind(event).bind(person).bind(state).execute(self.0.db()).await.expect("a note");
    }

    /// New people of a group, linked to the project where there is one, with a place, and noted in that way.
    pub(super) async fn party(
        &self,
        project: Option<Uuid>,
        event: Uuid,
        group: &str,
        size: u32,
        noted: Option<&str>,
    ) -> Vec<Uuid> {
        let mut people = Vec::new();
        for number in 0..size {
            let person = self.person(&format!("{group}{number}"), group).await;
            if let Some(project) = project {
                self.links(person, project, "member").await;
            }
            self.has_place(person, event).await;
            if let Some(state) = noted {
                self.noted(person, event, state).await;
            }
            people.push(person);
        }
        people
    }

    /// Minutes that guests of these groups lead, each in an item of their own.
    pub(super) async fn programme(&self, event: Uuid, led: &[(&str, i16)]) {
        for (position, (group, minutes)) in (1_i32..).zip(led) {
            let item = "with item as (
                     insert into programme_items (id, event_id, position, title, minutes)
                     values (gen_random_uuid(), $1, $2, 'An item', $4) returning id)
                 insert into programme_contributors (id, item_id, guest_name, guest_group, role)
                 select gen_random_uuid(), item.id, 'A guest', $3::stakeholder_group, 'speaks' from item";
            let item = sqlx::query(item).bind(event).bind(position).bind(*group).bind(*minutes);
            item.execute(self.0.db()).await.expect("an item");
        }
    }
}
