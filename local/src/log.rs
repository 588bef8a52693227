//! Log filter: `RUST_LOG`, for this process and for functions outside it.

use std::{
    env,
    io::{IsTerminal, stderr},
};

/// Filter without `RUST_LOG`: warnings only from dependencies, nothing from the bucket, whose errors its client
/// reports.
const DEFAULT_FILTER: &str = "warn,security=info,s3s=off,local=info,shared=info,auth=info,users=info,agents=info,content=info,\
                       chat_rooms=info,messages=info,notifications=info,visitors=info,reports=info,webhooks=info,worker=info,\
                       websocket=info,health=info";

/// Returns the effective filter.
pub(crate) fn filter() -> String {
    env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty()).unwrap_or_else(|| DEFAULT_FILTER.to_owned())
}

/// `true` on a terminal, unless `NO_COLOR` is set (no-color.org).
pub(crate) fn is_coloured() -> bool {
    stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
