//! Descriptions of the extractors of callers.

use crate::{
    http::Id,
    ids::RoomId,
    openapi::{Caller, Operation, Part},
};

const SIGNED_IN: [Caller; 3] = [Caller::Customer, Caller::Agent, Caller::Admin];
const PARTICIPANTS: [Caller; 4] = [Caller::Visitor, Caller::Customer, Caller::Agent, Caller::Admin];
const STAFF: [Caller; 2] = [Caller::Agent, Caller::Admin];

macro_rules! authenticates {
    ($($part:ty => $callers:expr),+ $(,)?) => {
        $(impl Part for $part {
            fn describe(operation: &mut Operation) {
                operation.authenticate(&$callers);
            }
        })+
    };
}

authenticates!(
    super::Caller => SIGNED_IN,
    super::Credentials => SIGNED_IN,
    super::Participant => PARTICIPANTS,
    super::AnyCredentials => PARTICIPANTS,
    super::Visitor => [Caller::Visitor],
    super::Staff => STAFF,
    super::Admin => [Caller::Admin],
);

impl Part for super::Anyone {
    fn describe(_: &mut Operation) {}
}

impl Part for super::StaffInRoom {
    fn describe(operation: &mut Operation) {
        operation.authenticate(&STAFF);
        Id::<RoomId>::describe(operation);
    }
}

impl Part for super::AdminInRoom {
    fn describe(operation: &mut Operation) {
        operation.authenticate(&[Caller::Admin]);
        Id::<RoomId>::describe(operation);
    }
}
