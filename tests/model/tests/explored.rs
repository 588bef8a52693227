//! Every property holds in all states of the models, and each deliberate mistake breaks one.

use room_model::{
    copy::{self, Copying},
    room::{self, Mistake, Rules},
};
use stateright::{Checker, HasDiscoveries, Model};

#[test]
fn nothing_is_lost_doubled_or_out_of_order_whatever_happens_in_between() {
    let explored = Rules { mistake: None }.checker().threads(2).spawn_bfs().join();
    explored.assert_properties();
    assert!(explored.is_done() && explored.unique_state_count() > 10_000, "{} states", explored.unique_state_count());
}

#[test]
fn each_mistake_is_noticed() {
    for (mistake, broken) in [
        (Mistake::LooksAtLastEntryOnly, room::ONCE),
        (Mistake::PutsOverWhatIsThere, room::ACKNOWLEDGED),
        (Mistake::RetriesWithoutLooking, room::ONCE),
        (Mistake::ReadsStatusApart, room::CLOSED),
    ] {
        let checker = Rules { mistake: Some(mistake) }.checker();
        let explored = checker.finish_when(HasDiscoveries::AnyOf([broken].into())).spawn_bfs().join();
        assert!(explored.discovery(broken).is_some(), "{mistake:?} breaks nothing");
    }
}

#[test]
fn a_copy_is_a_beginning_of_the_log_whatever_pushes_do() {
    let copied = |is_careless| Copying { is_careless }.checker().spawn_bfs().join();
    let explored = copied(false);
    explored.assert_properties();
    assert!(explored.is_done());
    assert!(copied(true).discovery(copy::BEGINNING).is_some(), "applying what is early breaks nothing");
}

/// The model can be trusted only as far as it gets somewhere.
#[test]
fn a_room_without_failures_ends_with_everything_acknowledged() {
    let mut room = Rules { mistake: None }.init_states().remove(0);
    while let Some(action) = Rules::usual(&room) {
        room = Rules { mistake: None }.next_state(&room, action).unwrap_or_else(|| panic!("{action:?} is possible"));
    }
    assert!(room.is_complete(), "{room:?}");
}
