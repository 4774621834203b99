-- A copy of an event asks for feedback as the event it was copied from, until somebody changes its questions.
alter table events add column copied_from uuid references events on delete set null;
create index events_copied_from on events (copied_from) where copied_from is not null;

create type feedback_kind as enum ('scale', 'yes_no', 'choice', 'words');

-- What people are asked after an event. An event without any asks as the one it was copied from, or the usual.
create table feedback_questions (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    -- Six at most.
    position smallint not null check (position between 1 and 6),
    kind feedback_kind not null,
    wording text not null check (length(wording) between 1 and 300),
    -- What one chooses from; of a scale five steps from little to much. Yes and no go without saying.
    options text[] not null default '{}',
    constraint feedback_questions_position unique (event_id, position),
    constraint feedback_questions_options check (
        case kind
            when 'scale' then cardinality(options) = 5
            when 'choice' then cardinality(options) between 2 and 8
            else cardinality(options) = 0
        end)
);

-- How many have answered; never lowered, and held by whoever answers, so that they do so one after the other.
create table feedback_counts (
    event_id uuid primary key references events on delete cascade,
    answers integer not null check (answers > 0)
);

-- Who has answered, so that nobody answers twice. No time, and nothing that leads to what they said.
create table feedback_given (
    event_id uuid not null references events on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    primary key (event_id, associate_id)
);
create index feedback_given_associate on feedback_given (associate_id);

-- What was said: by nobody, at no time, and not even which answers come from one person. The ids are random, and the
-- rows of an event are written anew in random order with every answer (docs/decisions/0008-feedback.md).
create table feedback_answers (
    id uuid primary key,
    question_id uuid not null references feedback_questions on delete cascade,
    choice smallint check (choice between 1 and 8),
    words text check (length(words) between 1 and 2000),
    -- Five people's answers are shown together.
    is_shown boolean not null,
    constraint feedback_answers_one check (num_nonnulls(choice, words) = 1)
);
create index feedback_answers_question on feedback_answers (question_id);
