//! Limits in words: operations and actions name the settings of theirs, and what those mean stands with the settings.

use serde_json::{Value, json};
use shared::config::Limits;

/// Answers other than 429 or the error `throttled`.
const OTHER_ANSWERS: &[(&str, &str)] = &[
    ("OPEN_ROOMS", "beyond it 400"),
    ("PUSH_SUBSCRIPTIONS", "beyond it 400"),
    ("SIGN_IN_FAILURES_PER_NAME", "beyond it answers take longer"),
    ("CONNECTIONS_PER_USER", "beyond it the handshake is refused with 429"),
    ("CONNECTIONS_PER_VISITOR", "beyond it the handshake is refused with 429"),
];

/// Explains the limits of all operations and frames.
pub fn explain(document: &mut Value) {
    super::schemas::each(&mut document["paths"], &mut |operation| replace(operation.get_mut("x-limits"), "429"));
    let frames = &mut document["x-websocket"];
    replace(frames.get_mut("limits"), "429");
    for frame in frames["client"].as_array_mut().into_iter().flatten() {
        replace(frame.get_mut("limits"), "the error `throttled`");
    }
}

fn replace(limits: Option<&mut Value>, answer: &str) {
    for limit in limits.and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(text) = limit.as_str().and_then(|limit| explained(limit, answer)) {
            *limit = json!(text);
        }
    }
}

/// The limit of a setting, which may be followed by a remark; `None` for a sentence.
fn explained(limit: &str, answer: &str) -> Option<String> {
    let name = limit.split(',').next().unwrap_or_default();
    let remark = &limit[name.len()..];
    let setting = Limits::SETTINGS.into_iter().find(|setting| setting.declaration.name == name)?;
    let help = setting.declaration.help.split(" (").next().unwrap_or_default();
    let [usual, with_captcha] = [false, true].map(|has_captcha| setting.value(&Limits::defaults(has_captcha)));
    let captcha = if usual == with_captcha { String::new() } else { format!(", with a captcha {with_captcha}") };
    let other = OTHER_ANSWERS.iter().find(|(other, _)| *other == name);
    let beyond = other.map_or_else(|| format!("beyond it {answer}"), |(_, beyond)| (*beyond).to_owned());
    Some(format!("{help}: {usual}{captcha} (`{name}`){remark}; {beyond}"))
}
