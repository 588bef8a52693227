//! Availability: what a page asks before somebody writes.

use crate::{
    ApiError, State,
    model::OpeningHours,
    time::Timestamp,
    views::{Availability, FormField, Wait},
};

/// Reads whether the desk is open and whether somebody is there. It may lag some seconds.
///
/// # Errors
/// A failed read of the table.
pub async fn availability(state: &State) -> Result<Availability, ApiError> {
    let (desk, figures, greetings) = tokio::try_join!(state.desk(), state.desk_figures(), state.greetings())?;
    let hours = desk.hours.at(Timestamp::now());
    let (is_open, opens_at, closes_at) = match hours {
        OpeningHours::Open(until) => (true, None, until),
        OpeningHours::Closed(until) => (false, until, None),
    };
    let form = desk.form_in(hours);
    let wait = figures.waits.filter(|_| is_open && figures.is_online);
    let said = greetings.iter().filter(|greeting| greeting.is_said_while(is_open, figures.is_online));
    Ok(Availability {
        is_open,
        is_online: figures.is_online,
        opens_at,
        closes_at,
        time_zone: desk.hours.time_zone.clone(),
        when_closed: desk.hours.when_closed,
        is_email_available: desk.mail.is_on(),
        has_faq: figures.has_faq,
        queue_length: figures.queue_length,
        expected_wait: wait.map(|(from, to)| Wait { from, to }),
        form: form.map(|(name, is_required)| FormField { name, is_required }).collect(),
        offered_languages: desk.texts.offered_languages().collect(),
        default_language: desk.texts.default_language.clone(),
        texts: desk.texts.languages.clone(),
        name: desk.profile.name.clone(),
        color: desk.profile.color.clone(),
        text_color: desk.profile.text_color.clone(),
        logo: desk.profile.logo.map(Into::into),
        greetings: said.map(Into::into).collect(),
    })
}
