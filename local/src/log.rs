//! What is logged: as `RUST_LOG` says, here and by functions that run outside this process.

use std::{
    env,
    io::{IsTerminal, stderr},
};

/// The filter when `RUST_LOG` is not set: of others only what needs attention. What the bucket refuses is its
/// client's to report.
const DEFAULT: &str = "warn,security=info,s3s=off,local=info,shared=info,auth=info,users=info,agents=info,canned_responses=info,\
                       chat_rooms=info,messages=info,notifications=info,visitors=info,reports=info,webhooks=info,worker=info,\
                       websocket=info,health=info";

/// The filter in force.
pub(crate) fn filter() -> String {
    env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty()).unwrap_or_else(|| DEFAULT.to_owned())
}

/// Whether lines are coloured: where somebody reads them as they come, unless `NO_COLOR` is set (no-color.org).
pub(crate) fn is_coloured() -> bool {
    stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
