//! A project that ends: what becomes of those in it, and of those who come in the same moment.

use super::*;

#[tokio::test]
async fn whoever_joins_while_the_project_ends_leaves_nothing_open() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for round in 0..6 {
        let slug = format!("round-{round}");
        add_project(&tess, &format!("Round {round}"), false).await;
        let ending = format!("/projects/{slug}/ending");
        let end = tess.get(&ending).await.form(&ending).set("reason", "It is complete");
        let mut joins = tokio::task::JoinSet::new();
        for number in 0..6 {
            let (_, client) = person(&app, &format!("P{round}x{number}"), "public").await;
            let join = format!("/projects/{slug}/join");
            let form = client.get(&join).await.form(&join).set("involvement", "ask_me");
            joins.spawn(async move { form.submit().await.code });
        }
        let ended = end.submit().await;
        ended.status(303);
        while let Some(code) = joins.join_next().await {
            let code = code.expect("an answer");
            assert!([303, 409].contains(&code), "{code}");
        }
    }
    let open: i64 = sqlx::query_scalar(
        "select count(*) from memberships m join projects p on p.id = m.project_id
         where p.stage = 'ended' and m.state in ('requested', 'active')",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(open, 0);
    let late = app.session_of("p0x0@example.org").await;
    late.get("/projects/round-0/join").await.shows("This project has ended");
}

/// Until the task has ended, or waits for what another transaction holds.
pub(crate) async fn until_done_or_waiting(app: &TestApp, task: &tokio::task::JoinHandle<()>) {
    let waits = "select exists (select from pg_locks l join pg_stat_activity a using (pid)
                                where not l.granted and a.datname = current_database())";
    let mut is_waiting = false;
    while !task.is_finished() && !is_waiting {
        is_waiting = sqlx::query_scalar(waits).fetch_one(app.db()).await.expect("an answer");
    }
}

/// The control of the test above: when a request does not hold the project's row, one slips past the ending.
#[tokio::test]
async fn without_holding_the_project_a_request_would_outlive_it() {
    let app = TestApp::start().await;
    project(&app, false).await;
    let id = associate(&app, "Mary", "public").await;
    for (held, left_open) in [("", 1), ("for share", 0)] {
        sqlx::query("update projects set stage = 'running'").execute(app.db()).await.expect("a running project");
        sqlx::query("delete from memberships where associate_id = $1").bind(id).execute(app.db()).await.expect("none");
        let mut joining = app.db().begin().await.expect("a transaction");
        let request = format!(
            "with joinable as (select id from projects where slug = 'home-visits' and stage <> 'ended' {held})
             insert into memberships (id, associate_id, project_id, role, state, involvement, requested_at)
             select gen_random_uuid(), $1, id, 'member', 'requested', 'ask_me', now() from joinable"
        );
        let request = sqlx::query(sqlx::AssertSqlSafe(request)).bind(id);
        request.execute(&mut *joining).await.expect("a request");
        let db = app.db().clone();
        let ending = tokio::spawn(async move {
            let mut tx = db.begin().await.expect("a transaction");
            let end = "update projects set stage = 'ended' where slug = 'home-visits'";
            sqlx::query(end).execute(&mut *tx).await.expect("an ending");
            let decline = "update memberships set state = 'declined' where state = 'requested'";
            sqlx::query(decline).execute(&mut *tx).await.expect("declined requests");
            tx.commit().await.expect("an end");
        });
        until_done_or_waiting(&app, &ending).await;
        joining.commit().await.expect("a request that stands");
        ending.await.expect("an end");
        let open: i64 = sqlx::query_scalar("select count(*) from memberships where state = 'requested'")
            .fetch_one(app.db())
            .await
            .expect("a count");
        assert_eq!(open, left_open, "{held}");
    }
}

#[tokio::test]
async fn ending_a_project_ends_its_memberships_and_writes_to_those_who_asked() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let (asked, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, HOME_VISITS).await.status(303);
    let page = tess.get("/projects/home-visits/ending").await;
    page.shows("1 membership ends").shows("1 request to join is declined");
    let form = page.form("/projects/home-visits/ending").set("reason", "The study is complete");
    form.submit().await.follow_redirect().await.shows("1 membership; 1 request was declined");
    assert_eq!(states(&app, asked).await, [pair("member", "declined")]);
    assert!(app.mail_to("mary@example.org").await.body_text.contains("It is not about you"));
    assert_eq!(app.mail_to("leah@example.org").await.subject, "A project you took part in has ended");
    tess.get("/projects/home-visits/members?state=ended").await.shows("Leah Person").shows("Ended");
}

#[tokio::test]
async fn a_new_part_begins_neither_after_the_projects_last_day_nor_for_who_has_left() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let id = associate(&app, "Mary", "health_professional").await;
    link(&tess, id, "home-visits", &[]).await.status(303);
    let edit = tess.get("/projects/home-visits/members").await.follow("Change the part of Mary Person").await;
    let become_lead = || edit.form("form[action^='/memberships/']").set("role", "lead").submit();
    let set = async |sql: &'static str| {
        sqlx::query(sql).bind(app.now()).execute(app.db()).await.expect("a change");
    };
    set("update projects set starts_on = $1::date - 9, ends_on = $1::date - 1").await;
    become_lead().await.status(422).has_error("from", "The project has ended");
    link(&tess, associate(&app, "Ann", "other").await, "home-visits", &[]).await.status(422);
    set("update projects set ends_on = $1::date").await;
    set("update associates set standing = case when $1::date is null then standing else 'left' end where given_name = 'Mary'").await;
    become_lead().await.status(422).has_error("from", "the person has left");
    assert_eq!(states(&app, id).await, [pair("member", "active")]);
    set("update associates set standing = case when $1::date is null then standing else 'active' end where given_name = 'Mary'").await;
    become_lead().await.status(303);
}
