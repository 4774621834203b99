//! Which headings mean which field, in each kind of list. The headings of our own exports are among them.

use super::fields::Field;

/// A field with its code, its words on the page and the headings that mean it, the surest first.
pub(super) type Line = (Field, &'static str, &'static str, &'static [&'static str]);

pub(super) const PEOPLE: &[Line] = &[
    (Field::CopseId, "copse_id", "Copse id", &["copse id", "associate id", "copse"]),
    (
        Field::GivenName,
        "given_name",
        "First name",
        &[
            "given name",
            "first name",
            "forename",
            "firstname",
            "christian name",
            "given names",
            "first names",
            "forenames",
        ],
    ),
    (
        Field::FamilyName,
        "family_name",
        "Last name",
        &["family name", "last name", "surname", "lastname", "second name"],
    ),
    (
        Field::Name,
        "name",
        "Whole name",
        &[
            "name",
            "full name",
            "whole name",
            "contact name",
            "person",
            "contact",
            "names",
            "attendee",
            "delegate",
            "member",
        ],
    ),
    (
        Field::Email,
        "email",
        "Email",
        &["email", "e mail", "email address", "e mail address", "mail", "preferred email", "work email"],
    ),
    (
        Field::Phone,
        "phone",
        "Phone",
        &[
            "phone",
            "telephone",
            "tel",
            "phone number",
            "telephone number",
            "tel no",
            "mobile",
            "mobile number",
            "contact number",
        ],
    ),
    (Field::Postcode, "postcode", "Postcode", &["postcode district", "postcode", "post code"]),
    (Field::County, "county", "County", &["county", "area"]),
    (
        Field::Group,
        "group",
        "Stakeholder group",
        &["stakeholder group", "group", "stakeholder", "type", "category", "stakeholder type", "capacity", "role type"],
    ),
    (
        Field::Organisation,
        "organisation",
        "Organisation",
        &[
            "organisation",
            "organization",
            "employer",
            "organisations",
            "trust",
            "company",
            "affiliation",
            "org",
            "place of work",
            "workplace",
            "institution",
        ],
    ),
    (
        Field::JobTitle,
        "job_title",
        "Job title",
        &["job title", "job", "position", "post", "occupation", "job role", "designation"],
    ),
    (
        Field::Projects,
        "projects",
        "Projects",
        &["projects", "project", "study", "studies", "linked projects", "linked project"],
    ),
    (Field::Role, "role", "Role in the project", &["role", "project role", "role in project", "role in the project"]),
    (Field::From, "from", "In the project from", &["from", "since", "start date", "start", "joined the project"]),
    (Field::Until, "until", "In the project until", &["until", "end date", "to", "left on", "end"]),
    (Field::Interests, "interests", "Interests", &["interests", "interest", "areas of interest"]),
    (Field::Offers, "offers", "Offers", &["offers", "offer", "can offer"]),
    (Field::Asks, "asks", "Asks", &["asks", "ask", "looking for", "needs from us"]),
    (Field::Involvement, "involvement", "Declared involvement", &["involvement", "declared involvement"]),
    (
        Field::Owner,
        "owner",
        "Owner in the team",
        &["owner", "contact in the team", "relationship owner", "lead contact"],
    ),
    (
        Field::ConsentSource,
        "consent_source",
        "How they agreed",
        &[
            "consent",
            "how they agreed",
            "source of consent",
            "consent source",
            "agreed by",
            "consent by",
            "gdpr consent",
        ],
    ),
    (
        Field::ConsentDate,
        "consent_date",
        "When they agreed",
        &["consent date", "date of consent", "when they agreed", "agreed on", "date consented"],
    ),
    (Field::Tags, "tags", "Tags", &["tags", "tag", "labels", "label", "keywords"]),
];

pub(super) const ORGANISATIONS: &[Line] = &[
    (Field::CopseId, "copse_id", "Copse id", &["copse id", "organisation id", "copse"]),
    (
        Field::Name,
        "name",
        "Name",
        &["organisation", "organisation name", "name", "organization", "name of organisation", "trust", "company"],
    ),
    (Field::Kind, "kind", "What sort it is", &["type", "kind", "sort", "sector", "organisation type", "category"]),
    (Field::County, "county", "County", &["county", "area"]),
    (
        Field::From,
        "starts_on",
        "First day",
        &["first day", "from", "since", "start date", "started", "founded", "established", "opened"],
    ),
    (
        Field::Until,
        "ends_on",
        "Last day",
        &["last day", "until", "to", "end date", "ended", "ended on", "end", "closed", "closed on", "abolished"],
    ),
    (Field::OdsCode, "ods_code", "ODS code", &["ods code", "ods", "code", "org code", "organisation code"]),
    (
        Field::Aliases,
        "aliases",
        "Other names",
        &[
            "other names",
            "other name",
            "aliases",
            "alias",
            "also known as",
            "aka",
            "short name",
            "abbreviation",
            "acronym",
            "known as",
        ],
    ),
];

pub(super) const THEMES: &[Line] = &[
    (Field::Name, "name", "Name", &["theme", "name", "theme name", "research area", "research theme"]),
    (Field::Summary, "summary", "About it", &["summary", "description", "about it", "about"]),
];

pub(super) const PROJECTS: &[Line] = &[
    (
        Field::Name,
        "title",
        "Title",
        &["title", "project title", "project", "study", "project name", "study title", "name"],
    ),
    (Field::Theme, "theme", "Theme", &["theme", "research theme", "research area"]),
    (Field::Summary, "summary", "Summary", &["summary", "plain summary", "lay summary", "description", "about"]),
    (
        Field::From,
        "starts_on",
        "First day",
        &["starts", "start date", "first day", "starts on", "start", "begins", "from"],
    ),
    (Field::Until, "ends_on", "Last day", &["ends", "end date", "last day", "ends on", "end", "until"]),
    (Field::Isrctn, "isrctn", "ISRCTN", &["isrctn", "isrctn number", "registration number", "trial number"]),
    (
        Field::Sensitive,
        "sensitive",
        "About a sensitive condition",
        &["sensitive", "sensitive condition", "about a sensitive condition"],
    ),
    (
        Field::Recruiting,
        "recruiting",
        "Takes new members",
        &["takes new members", "recruiting", "open", "open to new members"],
    ),
];

pub(super) const MEMBERSHIPS: &[Line] = &[
    (Field::CopseId, "copse_id", "Copse id", &["copse id", "associate id", "copse"]),
    (Field::GivenName, "given_name", "First name", &["given name", "first name", "forename", "firstname"]),
    (Field::FamilyName, "family_name", "Last name", &["family name", "last name", "surname", "lastname"]),
    (
        Field::Name,
        "name",
        "Whole name",
        &["name", "full name", "person", "member", "associate", "contact", "participant"],
    ),
    (Field::Email, "email", "Email", &["email", "e mail", "email address", "e mail address", "mail"]),
    (Field::Projects, "projects", "Project", &["project", "projects", "study", "studies", "project title"]),
    (Field::Role, "role", "Role", &["role", "project role", "role in project", "role in the project"]),
    (
        Field::From,
        "from",
        "From",
        &["from", "since", "start date", "date joined", "joined", "start", "starts", "starts on"],
    ),
    (Field::Until, "until", "Until", &["until", "end date", "to", "left on", "end", "ends", "ends on"]),
    (Field::Involvement, "involvement", "Declared involvement", &["involvement", "declared involvement"]),
];
