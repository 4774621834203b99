-- Which records may be two of one person, or of one organisation: looked for by a job and kept, so that no page compares.

-- Common English short names and what they may stand for.
create table nicknames (
    nickname text not null,
    name text not null,
    primary key (nickname, name)
);
insert into nicknames (nickname, name) values
    ('abbie', 'abigail'), ('abby', 'abigail'), ('addie', 'adelaide'), ('al', 'albert'), ('al', 'alexander'),
    ('alec', 'alexander'), ('alex', 'alexander'), ('alex', 'alexandra'), ('alf', 'alfred'), ('alfie', 'alfred'),
    ('ali', 'alison'), ('andy', 'andrew'), ('angie', 'angela'), ('ann', 'anne'), ('annie', 'anne'), ('ant', 'anthony'),
    ('babs', 'barbara'), ('barb', 'barbara'), ('becca', 'rebecca'), ('becky', 'rebecca'), ('bella', 'isabel'),
    ('bella', 'isabella'), ('ben', 'benjamin'), ('benny', 'benjamin'), ('bernie', 'bernard'), ('bert', 'albert'),
    ('bert', 'herbert'), ('bert', 'robert'), ('bertie', 'albert'), ('bess', 'elizabeth'), ('beth', 'elizabeth'),
    ('betty', 'elizabeth'), ('bev', 'beverley'), ('bill', 'william'), ('billy', 'william'), ('bob', 'robert'),
    ('bobbie', 'roberta'), ('bobby', 'robert'), ('cath', 'catherine'), ('cathy', 'catherine'), ('charlie', 'charles'),
    ('charlie', 'charlotte'), ('chas', 'charles'), ('chris', 'christina'), ('chris', 'christine'), ('chris', 'christopher'),
    ('chrissie', 'christine'), ('chuck', 'charles'), ('cliff', 'clifford'), ('col', 'colin'), ('dan', 'daniel'),
    ('danny', 'daniel'), ('dave', 'david'), ('davy', 'david'), ('deb', 'deborah'), ('debbie', 'deborah'),
    ('debby', 'deborah'), ('dee', 'denise'), ('del', 'derek'), ('den', 'dennis'), ('denny', 'dennis'), ('di', 'diana'),
    ('dick', 'richard'), ('dolly', 'dorothy'), ('don', 'donald'), ('donnie', 'donald'), ('dot', 'dorothy'),
    ('dottie', 'dorothy'), ('doug', 'douglas'), ('drew', 'andrew'), ('ed', 'edmund'), ('ed', 'edward'), ('eddie', 'edward'),
    ('eliza', 'elizabeth'), ('ellie', 'eleanor'), ('elsie', 'elizabeth'), ('em', 'emily'), ('em', 'emma'),
    ('emmy', 'emily'), ('ernie', 'ernest'), ('flo', 'florence'), ('florrie', 'florence'), ('fran', 'frances'),
    ('frank', 'francis'), ('frankie', 'frances'), ('fred', 'alfred'), ('fred', 'frederick'), ('freddie', 'frederick'),
    ('gabby', 'gabrielle'), ('gail', 'abigail'), ('gaz', 'gareth'), ('gene', 'eugene'), ('geoff', 'geoffrey'),
    ('gerry', 'gerald'), ('gerry', 'geraldine'), ('gill', 'gillian'), ('ginny', 'virginia'), ('greg', 'gregory'),
    ('greta', 'margaret'), ('gwen', 'gwendoline'), ('hal', 'henry'), ('harry', 'harold'), ('harry', 'henry'),
    ('hattie', 'harriet'), ('hil', 'hilary'), ('iain', 'ian'), ('izzy', 'isabel'), ('izzy', 'isabella'), ('jack', 'john'),
    ('jackie', 'jacqueline'), ('jacqui', 'jacqueline'), ('jamie', 'james'), ('jan', 'janet'), ('jan', 'janice'),
    ('jeff', 'jeffrey'), ('jen', 'jennifer'), ('jenny', 'jennifer'), ('jess', 'jessica'), ('jessie', 'jessica'),
    ('jill', 'gillian'), ('jim', 'james'), ('jimmy', 'james'), ('jo', 'joanna'), ('jo', 'joanne'), ('jo', 'josephine'),
    ('joanie', 'joanna'), ('joe', 'joseph'), ('joey', 'joseph'), ('johnny', 'john'), ('jon', 'john'), ('jon', 'jonathan'),
    ('jonny', 'jonathan'), ('josh', 'joshua'), ('josie', 'josephine'), ('judy', 'judith'), ('jules', 'julia'),
    ('jules', 'julian'), ('kate', 'catherine'), ('kate', 'katherine'), ('kath', 'katherine'), ('kath', 'kathleen'),
    ('kathie', 'kathleen'), ('kathy', 'katherine'), ('kathy', 'kathleen'), ('katie', 'catherine'), ('katie', 'katherine'),
    ('kay', 'katherine'), ('ken', 'kenneth'), ('kenny', 'kenneth'), ('kim', 'kimberley'), ('kit', 'christopher'),
    ('kitty', 'catherine'), ('kitty', 'katherine'), ('larry', 'lawrence'), ('laurie', 'laura'), ('laurie', 'lawrence'),
    ('len', 'leonard'), ('lenny', 'leonard'), ('les', 'lesley'), ('les', 'leslie'), ('lexi', 'alexandra'),
    ('liam', 'william'), ('libby', 'elizabeth'), ('lil', 'lillian'), ('lily', 'lillian'), ('lisa', 'elizabeth'),
    ('liv', 'olivia'), ('livvy', 'olivia'), ('liz', 'elizabeth'), ('lizzie', 'elizabeth'), ('lottie', 'charlotte'),
    ('lou', 'louise'), ('lu', 'lucy'), ('lyds', 'lydia'), ('maddie', 'madeleine'), ('madge', 'margaret'),
    ('maggie', 'margaret'), ('mal', 'malcolm'), ('mandy', 'amanda'), ('marge', 'margaret'), ('marge', 'marjorie'),
    ('margie', 'margaret'), ('marty', 'martin'), ('matt', 'matthew'), ('max', 'maxwell'), ('may', 'mary'),
    ('meg', 'margaret'), ('mick', 'michael'), ('mickey', 'michael'), ('mike', 'michael'), ('millie', 'mildred'),
    ('mo', 'maureen'), ('mo', 'mohammed'), ('mohamed', 'mohammed'), ('mohammad', 'mohammed'), ('molly', 'mary'),
    ('muhammad', 'mohammed'), ('nan', 'nancy'), ('nat', 'natalie'), ('nat', 'nathan'), ('nat', 'nathaniel'),
    ('nate', 'nathan'), ('nate', 'nathaniel'), ('ned', 'edward'), ('nell', 'eleanor'), ('nessa', 'vanessa'),
    ('nev', 'neville'), ('nick', 'nicholas'), ('nicky', 'nicholas'), ('nicky', 'nicola'), ('nikki', 'nicola'),
    ('nora', 'eleanor'), ('norm', 'norman'), ('ollie', 'oliver'), ('paddy', 'patrick'), ('pam', 'pamela'),
    ('pat', 'patricia'), ('pat', 'patrick'), ('patsy', 'patricia'), ('pauly', 'paul'), ('peggy', 'margaret'),
    ('penny', 'penelope'), ('pete', 'peter'), ('phil', 'philip'), ('phil', 'phillip'), ('pip', 'philip'),
    ('pip', 'phillip'), ('polly', 'mary'), ('rach', 'rachel'), ('ray', 'raymond'), ('reg', 'reginald'), ('rich', 'richard'),
    ('richie', 'richard'), ('rick', 'richard'), ('ricky', 'richard'), ('rob', 'robert'), ('robbie', 'robert'),
    ('rod', 'roderick'), ('rod', 'rodney'), ('rog', 'roger'), ('ron', 'ronald'), ('ronnie', 'ronald'),
    ('ronnie', 'veronica'), ('rose', 'rosemary'), ('rosie', 'rosemary'), ('russ', 'russell'), ('sadie', 'sarah'),
    ('sally', 'sarah'), ('sam', 'samantha'), ('sam', 'samuel'), ('sammy', 'samuel'), ('sandra', 'alexandra'),
    ('sandy', 'alexander'), ('sandy', 'sandra'), ('sasha', 'alexander'), ('sasha', 'alexandra'), ('shelly', 'michelle'),
    ('si', 'simon'), ('sophie', 'sophia'), ('stan', 'stanley'), ('steph', 'stephanie'), ('steve', 'stephen'),
    ('steve', 'steven'), ('stu', 'stuart'), ('sue', 'susan'), ('sue', 'suzanne'), ('susie', 'susan'), ('suzy', 'susan'),
    ('suzy', 'suzanne'), ('syl', 'sylvia'), ('ted', 'edmund'), ('ted', 'edward'), ('ted', 'theodore'), ('teddy', 'edward'),
    ('terry', 'terence'), ('terry', 'teresa'), ('terry', 'theresa'), ('tess', 'teresa'), ('tess', 'theresa'),
    ('tessa', 'theresa'), ('theo', 'theodore'), ('tim', 'timothy'), ('tina', 'christina'), ('tina', 'christine'),
    ('tom', 'thomas'), ('tommy', 'thomas'), ('tony', 'anthony'), ('tony', 'antony'), ('tori', 'victoria'),
    ('tricia', 'patricia'), ('trish', 'patricia'), ('val', 'valerie'), ('vera', 'veronica'), ('vic', 'victor'),
    ('vicki', 'victoria'), ('vicky', 'victoria'), ('vin', 'vincent'), ('vince', 'vincent'), ('viv', 'vivian'),
    ('vonnie', 'yvonne'), ('wal', 'walter'), ('wally', 'walter'), ('wend', 'wendy'), ('wilf', 'wilfred'),
    ('will', 'william'), ('willy', 'william'), ('winnie', 'winifred'), ('xander', 'alexander'), ('zac', 'zachary'),
    ('zach', 'zachary');

-- The names that someone called this may have.
create function names_for(word text) returns text[]
    language sql stable strict parallel safe
    return (select array_agg(name) from (select word as name union select n.name from nicknames n where n.nickname = word) known);

-- The first word of a name, as names are compared.
create function first_word(value text) returns text
    language sql immutable strict parallel safe
    return (regexp_split_to_array(btrim(public.search_text(value), ' .-'''), '[\s[:punct:]]+'))[1];

-- The letters of a word in the order of the alphabet, which two that changed places leave as it was.
create function sorted_letters(word text) returns text
    language sql immutable strict parallel safe
    return (select string_agg(letter, '' order by letter collate "C") from regexp_split_to_table(word, '') letter);

-- Whether two words are nearly one: as they sound, but for a letter, or with letters that changed places.
create function nearly(one text, other text) returns boolean
    language sql immutable strict parallel safe
    return one = other
        or length(one) > 3 and length(other) > 3
           and (public.levenshtein(left(one, 60), left(other, 60)) <= 1 or sorted_letters(one) = sorted_letters(other)
                or public.metaphone(left(one, 60), 60) = public.metaphone(left(other, 60), 60));

-- What someone has in common with whoever may be the same person. By name: what they may be called with how the rest of
-- the name sounds, its letters, and the initial with the sound; each in both orders, since names are typed into the
-- wrong field.
create function name_marks(given text, family text) returns text[]
    language sql stable strict parallel safe
    return (
        with words as (
            select first_word(given) as one, other
            from regexp_split_to_table(search_text(family), '[\s[:punct:]]+') other
            where other <> ''),
        turned as (select one, other from words union select other, one from words)
        select coalesce(array_agg(distinct mark), '{}')
        from turned
        cross join lateral unnest(names_for(one)) name
        cross join lateral (
            values ('s ' || name || ' ' || public.metaphone(left(other, 60), 60)),
                   ('l ' || name || ' ' || sorted_letters(other)),
                   ('i ' || left(name, 1) || ' ' || public.metaphone(left(other, 60), 60))) marks (mark)
        where one <> '' and length(mark) > 4);

-- What the job has seen of a person: their version at the time, and their marks.
create table duplicate_looks (
    associate_id uuid primary key references associates on delete cascade,
    version integer not null,
    marks text[] not null
);
create index duplicate_looks_marks on duplicate_looks using gin (marks);

-- How like the names of two people are.
create function name_likeness(
    one_given text, one_family text, other_given text, other_family text) returns text
    language sql stable parallel safe
    return (
        select case
            when search_text(one_given) = search_text(other_given) and search_text(one_family) = search_text(other_family) then 'same'
            when search_text(one_given) = search_text(other_family) and search_text(one_family) = search_text(other_given)
                then 'transposed'
            when n.same_family and names_for(n.one) && names_for(n.other) then
                case when n.one = n.other then 'similar' else 'nickname' end
            when n.same_family and (length(n.one) = 1 or length(n.other) = 1) and left(n.one, 1) = left(n.other, 1) then 'initial'
            when n.like_family and (nearly(n.one, n.other) or names_for(n.one) && names_for(n.other)) then 'similar'
            when names_for(n.one) && names_for(n.other) then 'given'
            when n.same_family then 'family'
            else 'different'
        end
        from (
            select first_word(one_given) as one, first_word(other_given) as other,
                   search_text(one_family) = search_text(other_family) as same_family,
                   nearly(search_text(one_family), search_text(other_family))
                       or string_to_array(search_text(one_family), '-') && string_to_array(search_text(other_family), '-') as like_family
        ) n);

-- Pairs of people that may be one, with what speaks for it and what against.
create table duplicate_pairs (
    id uuid primary key,
    one_id uuid not null references associates on delete cascade,
    other_id uuid not null references associates on delete cascade,
    score smallint not null check (score between 1 and 100),
    reasons text[] not null,
    against text[] not null,
    found_at timestamptz not null,
    constraint duplicate_pairs_once unique (one_id, other_id),
    check (one_id < other_id)
);
create index duplicate_pairs_other on duplicate_pairs (other_id);
create index duplicate_pairs_by_score on duplicate_pairs (score desc, id desc);

-- Pairs that somebody has looked at and found to be two people.
create table duplicate_refusals (
    id uuid primary key,
    one_id uuid not null references associates on delete cascade,
    other_id uuid not null references associates on delete cascade,
    reason text check (length(reason) between 1 and 300),
    said_by uuid references accounts,
    said_at timestamptz not null,
    constraint duplicate_refusals_once unique (one_id, other_id),
    check (one_id < other_id)
);
create index duplicate_refusals_other on duplicate_refusals (other_id);
create index duplicate_refusals_said_by on duplicate_refusals (said_by) where said_by is not null;
create index duplicate_refusals_in_order on duplicate_refusals (said_at desc, id desc);

-- Pairs that wait for a decision: what the team's home counts and the worklist shows.
create view open_duplicates as
    select p.*
    from duplicate_pairs p
    join associates a on a.id = p.one_id and a.standing in ('active', 'paused', 'left')
    join associates b on b.id = p.other_id and b.standing in ('active', 'paused', 'left')
    where not exists (select from duplicate_refusals r where r.one_id = p.one_id and r.other_id = p.other_id);

-- The same for organisations. They are few; a row of theirs is gone when it is merged, and so is what hangs on it here.
create table organisation_looks (
    organisation_id uuid primary key references organisations on delete cascade,
    version integer not null
);

create table organisation_pairs (
    id uuid primary key,
    one_id uuid not null references organisations on delete cascade,
    other_id uuid not null references organisations on delete cascade,
    score smallint not null check (score between 1 and 100),
    reasons text[] not null,
    against text[] not null,
    found_at timestamptz not null,
    constraint organisation_pairs_once unique (one_id, other_id),
    check (one_id < other_id)
);
create index organisation_pairs_other on organisation_pairs (other_id);
create index organisation_pairs_by_score on organisation_pairs (score desc, id desc);

create table organisation_refusals (
    one_id uuid not null references organisations on delete cascade,
    other_id uuid not null references organisations on delete cascade,
    reason text check (length(reason) between 1 and 300),
    said_by uuid references accounts,
    said_at timestamptz not null,
    primary key (one_id, other_id),
    check (one_id < other_id)
);
create index organisation_refusals_other on organisation_refusals (other_id);
create index organisation_refusals_said_by on organisation_refusals (said_by) where said_by is not null;

create view open_organisation_duplicates as
    select p.* from organisation_pairs p
    where not exists (select from organisation_refusals r where r.one_id = p.one_id and r.other_id = p.other_id);
