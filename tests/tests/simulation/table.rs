//! The table's faults.

use shared::{
    ids::UserId,
    model::{UniqueGuard, User as UserItem},
    table::{Error, Read, Table, Write},
};
use tests::simulation::{self, Fault, Odds, World};

use crate::support::long;

fn claim() -> Write {
    Write::create(&UniqueGuard::email("ana@example.com", UserId(1)))
}

async fn is_claimed(table: &Table, read: Read) -> bool {
    let found = table.get::<serde_json::Value>(&UniqueGuard::email_key("ana@example.com"), read).await;
    found.expect("an answer").is_some()
}

/// Makes a claim while `fault` always happens. Gives what came of it, and whether it was written by then and after a
/// while.
fn claims_under(fault: Fault) -> (Result<(), Error>, bool, bool) {
    simulation::run(1, Odds::none().with(fault, 1.0), async |world| {
        let table = &world.state().table;
        world.faults.begin();
        let written = table.write(claim()).await;
        world.faults.end();
        assert_eq!(world.faults.missing(), []);
        let at_once = is_claimed(table, Read::Consistent).await;
        long().await;
        (written, at_once, is_claimed(table, Read::Consistent).await)
    })
}

#[test]
fn a_table_that_refuses_does_nothing() {
    assert!(matches!(claims_under(Fault::TableThrottled), (Err(Error::Throttled(_)), false, false)));
    assert!(matches!(claims_under(Fault::TableConflict), (Err(Error::Conflict), false, false)));
    assert!(matches!(claims_under(Fault::TableErrorBefore), (Err(Error::Unreachable(_)), false, false)));
    assert!(matches!(claims_under(Fault::TableRequestLost), (Err(Error::Unreachable(_)), false, false)));
}

#[test]
fn a_table_that_loses_answers_has_written() {
    let written = claims_under(Fault::TableAnswerLost);
    assert!(matches!(written, (Err(Error::Unreachable(_)), true, true)), "{written:?}");
    let written = claims_under(Fault::TableErrorAfter);
    assert!(matches!(written, (Err(Error::Unreachable(_)), true, true)), "{written:?}");
}

#[test]
fn a_late_write_takes_effect_when_nobody_waits_any_more() {
    let written = claims_under(Fault::TableWriteLate);
    assert!(matches!(written, (Err(Error::Unreachable(_)), _, true)), "{written:?}");
}

#[test]
fn a_transaction_is_refused_in_part_or_as_a_whole() {
    let refusals = |fault| {
        simulation::run(1, Odds::none().with(fault, 1.0), async |world| {
            world.faults.begin();
            world.state().table.transact(vec![claim()]).await
        })
    };
    assert!(matches!(refusals(Fault::TableThrottled), Err(Error::Throttled(_))));
    assert!(matches!(refusals(Fault::TableConflict), Err(Error::Conflict)));
}

#[test]
fn a_stale_read_shows_what_was_up_to_a_second_ago() {
    simulation::run(1, Odds::none().with(Fault::TableReadStale, 1.0), async |world| {
        let table = &world.state().table;
        table.write(claim()).await.expect("a write");
        world.faults.begin();
        assert!(!is_claimed(table, Read::Eventual).await);
        assert!(is_claimed(table, Read::Consistent).await);
        long().await;
        assert!(is_claimed(table, Read::Eventual).await);
        assert_eq!(world.faults.count(Fault::TableReadStale), 1);
    });
}

#[test]
fn a_batch_that_is_read_in_part_is_read_on() {
    simulation::run(1, Odds::none().with(Fault::TableBatchPartial, 1.0), async |world| {
        let ids = five_people(world).await;
        world.faults.begin();
        let read = world.state().table.get_all::<UserItem>(ids.map(UserItem::key_of), Read::Consistent).await;
        assert_eq!(read.expect("an answer").iter().map(|user| user.id).collect::<Vec<_>>(), ids);
        assert!(world.faults.count(Fault::TableBatchPartial) > 1);
    });
}

async fn five_people(world: &World) -> [UserId; 5] {
    let mut ids = [UserId(0); 5];
    for (i, id) in ids.iter_mut().enumerate() {
        *id = UserId(world.customer(&format!("c{i}")).await.user_id);
    }
    ids
}
