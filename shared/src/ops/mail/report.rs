//! Reports: each morning, by the desk's clocks, the figures of the day in UTC that was over by then, to the admins who want
//! them.

use super::letter::{Decision, Letter, ReportLetter};
use crate::{
    ApiError, State,
    model::{Mail, NotificationSettings, Role, User},
    ops::report::{Period, report},
    table::{Read, Write},
    time::Timestamp,
};

/// Hour of the desk's morning at which reports are mailed.
const HOUR: i8 = 7;
/// Most admins who get reports.
const RECIPIENTS: usize = 1_000;

/// Stores the mails with the reports of the last morning that aren't stored yet. The stream brings them to be queued.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn mail_reports(state: &State) -> Result<(), ApiError> {
    let (desk, now) = (state.desk().await?, Timestamp::now());
    let last_day = desk.hours.last_at_hour(HOUR, now).day().pred_opt();
    let Some(day) = last_day.filter(|_| desk.mail.is_on()) else { return Ok(()) };
    let recipients: Vec<NotificationSettings> =
        state.table.take(&NotificationSettings::of_recipients(), RECIPIENTS).await?;
    let is_missing = |settings: &&NotificationSettings| {
        settings.daily_report && settings.reported_on.is_none_or(|reported| reported < day)
    };
    for settings in recipients.iter().filter(is_missing) {
        let Some(reader) = find_reader(state, settings).await? else { continue };
        let mail = Mail::of_report((reader.id, &reader.email), day);
        let mail = Mail { language: settings.language.clone(), ..mail };
        // An outdated list, and two sweeps at once, make none twice.
        let reported = Write::update(NotificationSettings::key_of(reader.id)).set("reported_on", day);
        let reported = reported.add("version", 1).when_equals("version", settings.version);
        match state.table.transact(vec![reported, Write::create(&mail)]).await {
            Err(error) if !error.is_condition() => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// The admin with these settings, who can be written to.
async fn find_reader(state: &State, settings: &NotificationSettings) -> Result<Option<User>, ApiError> {
    let user: Option<User> = state.table.get(&User::key_of(settings.user_id), Read::Consistent).await?;
    Ok(user.filter(|user| settings.daily_report && user.role() == Role::Admin && user.is_reachable()))
}

/// Decides on a mail with a report.
pub(super) async fn decide(state: &State, mail: &Mail) -> Result<Decision, ApiError> {
    let letter = letter_now(state, mail).await?;
    Ok(letter.map_or(Decision::Drop(None), |letter| Decision::Send(Letter::Report(Box::new(letter)))))
}

/// The report as it is now; `None` if nobody wants it any more.
pub(super) async fn letter_now(state: &State, mail: &Mail) -> Result<Option<ReportLetter>, ApiError> {
    let Some((user_id, day)) = mail.user_id.zip(mail.reports_on) else { return Ok(None) };
    let settings = state.table.get(&NotificationSettings::key_of(user_id), Read::Consistent).await?;
    let Some(settings) = settings else { return Ok(None) };
    let Some(reader) = find_reader(state, &settings).await? else { return Ok(None) };
    Ok(Some(ReportLetter { reader, report: report(state, Period { from: day, to: day }).await? }))
}
