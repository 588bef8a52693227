//! What is logged: as `RUST_LOG` says, here and by functions that run outside this process.

use std::env;

/// The filter when `RUST_LOG` is not set: of others only what needs attention. What the bucket refuses is its
/// client's to report.
const DEFAULT: &str = "warn,security=info,s3s=off,local=info,shared=info,auth=info,users=info,agents=info,canned_responses=info,\
                       chat_rooms=info,messages=info,notifications=info,visitors=info,reports=info,webhooks=info,worker=info,\
                       websocket=info,health=info";

/// The filter in force.
pub(crate) fn filter() -> String {
    env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty()).unwrap_or_else(|| DEFAULT.to_owned())
}
