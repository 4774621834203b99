//! Every table with somebody's rows, and what becomes of those rows in a merge. A test compares it with the references
//! of the database: a table that is not here fails it.

/// A column that says whose a row is.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    /// The other columns that tell its rows apart.
    pub(crate) key: &'static [&'static str],
    /// What to call one of its rows, and several.
    pub(crate) words: [&'static str; 2],
    pub(crate) clash: Clash,
    /// What a row of it needs to be put back: a column, and the table whose id it holds. It may be gone by then.
    pub(crate) needs: &'static [(&'static str, &'static str)],
}

/// What happens where a row of the stub (`t`) cannot stand beside one of the record that stays (`s`).
pub(crate) enum Clash {
    /// There is no such row.
    Never,
    /// One of the two is set aside whole: the one of the stub, unless `stub_wins`.
    SetAside { same: &'static str, stub_wins: &'static str },
    /// The one of the stub stays with the stub.
    Stays { same: &'static str },
}

impl Table {
    /// Whether rows of it are ever set aside, by the clash or before it.
    pub(crate) fn is_set_aside(&self) -> bool {
        matches!(self.clash, Clash::SetAside { .. }) || ["event_registrations", "invitations"].contains(&self.name)
    }
}

const EVENT: &[(&str, &str)] = &[("event_id", "events")];

const fn plain(name: &'static str, words: [&'static str; 2]) -> Table {
    Table { name, column: "associate_id", key: &["id"], words, clash: Clash::Never, needs: &[] }
}

/// One row for each event and person.
const fn by_event(name: &'static str, words: [&'static str; 2], stub_wins: &'static str) -> Table {
    let clash = Clash::SetAside { same: "t.event_id = s.event_id", stub_wins };
    Table { name, column: "associate_id", key: &["event_id"], words, clash, needs: EVENT }
}

/// In the order in which rows are put back.
pub(crate) const PEOPLE: &[Table] = &[
    Table {
        clash: Clash::SetAside {
            same: "t.organisation_id is not distinct from s.organisation_id
                   and t.organisation_text is not distinct from s.organisation_text
                   and t.ends_on is null and s.ends_on is null
                   and not exists (select from succession_decisions d
                                   where d.affiliation_id in (t.id, s.id) or d.new_affiliation_id in (t.id, s.id))
                   and lower(coalesce(t.job_title, s.job_title, '')) = lower(coalesce(s.job_title, t.job_title, ''))",
            stub_wins: "(t.job_title is not null, -extract(epoch from t.starts_on::timestamp))
                        > (s.job_title is not null, -extract(epoch from s.starts_on::timestamp))",
        },
        needs: &[("organisation_id", "organisations")],
        ..plain("affiliations", ["affiliation", "affiliations"])
    },
    Table {
        clash: Clash::SetAside {
            same: "t.project_id = s.project_id and t.role = s.role
                   and t.state in ('requested', 'active') and s.state in ('requested', 'active')",
            stub_wins: "t.state = 'active' and (s.state <> 'active' or t.starts_on < s.starts_on)
                        or t.state = s.state and t.state = 'requested' and t.requested_at < s.requested_at",
        },
        needs: &[("host_organisation_id", "organisations")],
        ..plain("memberships", ["part in a project", "parts in projects"])
    },
    plain("consents", ["agreement", "agreements"]),
    plain("succession_decisions", ["decision on where they went on", "decisions on where they went on"]),
    Table {
        clash: Clash::SetAside { same: "t.tag_id = s.tag_id", stub_wins: "t.added_at < s.added_at" },
        key: &["tag_id"],
        needs: &[("tag_id", "tags")],
        ..plain("associate_tags", ["tag", "tags"])
    },
    Table {
        clash: Clash::SetAside { same: "t.act_id = s.act_id", stub_wins: "t.is_done and not s.is_done" },
        key: &["act_id"],
        needs: &[("act_id", "bulk_acts")],
        ..plain("bulk_act_people", ["part in an act on many", "parts in acts on many"])
    },
    Table { key: &["batch_id", "sheet", "number"], ..plain("import_rows", ["row of a list", "rows of lists"]) },
    plain("mails", ["letter", "letters"]),
    plain("intentions", ["thing they said they would do", "things they said they would do"]),
    plain("alternates", ["earlier detail", "earlier details"]),
    Table {
        clash: Clash::SetAside { same: "t.event_id = s.event_id and t.kind = s.kind", stub_wins: "t.at < s.at" },
        needs: &[("event_id", "events")],
        ..plain("member_acts", ["own act", "own acts"])
    },
    Table {
        clash: Clash::SetAside { same: "t.theme_id = s.theme_id", stub_wins: "false" },
        key: &["theme_id"],
        needs: &[("theme_id", "themes")],
        ..plain("associate_themes", ["area of interest", "areas of interest"])
    },
    // Of two live ones for an event one has gone before this (`places`).
    Table { needs: EVENT, ..plain("event_registrations", ["registration for an event", "registrations for events"]) },
    by_event(
        "attendances",
        ["note of who came", "notes of who came"],
        "array_position(array['attended', 'excused', 'absent'], t.state::text)
         < array_position(array['attended', 'excused', 'absent'], s.state::text)",
    ),
    by_event("event_seats", ["seat at a table", "seats at tables"], "false"),
    // Of two for an event one has gone before this, when its letters had been given to the other.
    Table { needs: EVENT, ..plain("invitations", ["invitation", "invitations"]) },
    Table {
        clash: Clash::SetAside { same: "t.batch_id = s.batch_id", stub_wins: "t.is_chosen and not s.is_chosen" },
        key: &["batch_id"],
        needs: &[("batch_id", "invitation_batches")],
        ..plain("invitation_batch_people", ["choice for a letter", "choices for letters"])
    },
    Table {
        clash: Clash::SetAside { same: "t.item_id = s.item_id", stub_wins: "false" },
        needs: &[("item_id", "programme_items")],
        ..plain("programme_contributors", ["part in a programme", "parts in programmes"])
    },
    by_event(
        "programme_news",
        ["note of what they were told", "notes of what they were told"],
        "t.changed_at > s.changed_at",
    ),
    Table {
        clash: Clash::SetAside { same: "t.reminder_id = s.reminder_id", stub_wins: "false" },
        key: &["reminder_id"],
        needs: &[("reminder_id", "event_reminders")],
        ..plain("reminder_letters", ["reminder", "reminders"])
    },
    by_event("feedback_given", ["note of feedback", "notes of feedback"], "false"),
    Table {
        clash: Clash::SetAside { same: "t.output_id = s.output_id", stub_wins: "false" },
        key: &["output_id"],
        needs: &[("output_id", "outputs")],
        ..plain("output_contributors", ["part in an output", "parts in outputs"])
    },
    Table {
        clash: Clash::SetAside { same: "t.event_id = s.event_id", stub_wins: "t.thanked_at < s.thanked_at" },
        needs: EVENT,
        ..plain("thanks", ["thank-you", "thank-yous"])
    },
    // Two for one event stand beside each other: what was offered is never taken out of the books.
    plain("payments", ["payment", "payments"]),
    Table {
        clash: Clash::Stays { same: "true" },
        key: &["token_hash"],
        ..plain("calendar_feeds", ["calendar address", "calendar addresses"])
    },
    // What someone chose while registering, of which nothing is left once they are confirmed.
    Table {
        clash: Clash::SetAside { same: "t.project_id = s.project_id", stub_wins: "false" },
        key: &["project_id"],
        ..plain("registration_wishes", ["wish", "wishes"])
    },
    Table {
        clash: Clash::SetAside { same: "true", stub_wins: "false" },
        key: &["event_id"],
        needs: EVENT,
        ..plain("registration_event_wishes", ["wish", "wishes"])
    },
];

/// Set aside whole with the row they hang on, or before it: what to put back after the tables above.
pub(crate) const SET_ASIDE_ONLY: &[(&str, Option<(&str, &str)>)] = &[
    ("sign_in_links", None),
    ("registration_steps", Some(("registration_id", "event_registrations"))),
    ("registration_answers", Some(("registration_id", "event_registrations"))),
];

/// Letters whose links lead to the row that stayed.
pub(crate) const LINKS: &[(&str, &str)] =
    &[("registration_links", "registration_id"), ("invitation_links", "invitation_id")];

/// The columns that lead to an organisation.
pub(crate) const ORGANISATIONS: &[Table] = &[
    Table { column: "organisation_id", ..plain("affiliations", ["affiliation", "affiliations"]) },
    Table {
        column: "host_organisation_id",
        ..plain("memberships", ["host of a Diffusion Fellow", "hosts of Diffusion Fellows"])
    },
    // Those that stand keep two organisations apart; what is left was taken back.
    Table {
        column: "organisation_id",
        ..plain("succession_decisions", ["decision on where they went on", "decisions on where they went on"])
    },
    Table { column: "host_organisation_id", ..plain("events", ["event it hosts", "events it hosts"]) },
];
