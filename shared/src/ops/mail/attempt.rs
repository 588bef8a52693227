//! Attempts to send mails, with growing delays, for twelve hours.

use std::time::Duration;

use super::{
    content::compose,
    decide::decide,
    digest,
    letter::{Decision, Letter},
    link::{ACCOUNT_LIFETIME, LinkTokens},
    stop::find_stop,
};
use crate::{
    ApiError, State,
    mail::{MailError, Mailer},
    model::{Desk, Mail, MailAttempt, MailKind, MailRef, MailStatus, StopReason},
    ops::attempts::{DEADLINE, LEASE, MAX_OVERDUE, OVERDUE, delay_after},
    queue::Queue,
    store::find_mail,
    table::{Rejected, Transaction, Write},
    time::Timestamp,
};

/// Sends a mail if it is due and still needed. A failed or postponed attempt is queued again.
///
/// # Errors
/// An unreachable table.
pub async fn attempt_mail(state: &State, queue: &Queue, mailer: &dyn Mailer, what: MailRef) -> Result<(), ApiError> {
    let Some(mail) = find_mail(&state.table, what.mail_id).await? else { return Ok(()) };
    let Some(due) = mail.next_attempt_at else { return Ok(()) };
    let now = Timestamp::now();
    if now < due {
        queue_at(queue, what, due).await;
        return Ok(());
    }
    // The conditional write of the lease elects the process that attempts it; if that one dies, it is due again
    // afterwards. No later message joins the mail from here on: the log is read after this.
    let lease_end = now.after(LEASE);
    let leased = Mail { is_under_way: true, next_attempt_at: Some(lease_end), ..mail };
    if !replace(state, &leased, due).await? {
        return Ok(());
    }
    let desk = state.desk().await?;
    match decide(state, &desk, &leased).await? {
        Decision::Drop(last_seq) => {
            // A process that died in an attempt may have handed it over.
            let may_be_sent = leased.links.len() > leased.attempts.len();
            let status = if may_be_sent { MailStatus::Sent } else { MailStatus::Unneeded };
            let last_seq = leased.last_seq.or(last_seq);
            let dropped = Mail { last_seq, ..leased };
            finish(state, dropped.clone(), lease_end, status).await?;
            if dropped.kind == MailKind::Digest { digest::forget(state, &dropped).await } else { Ok(()) }
        }
        Decision::Postpone(until) => {
            let is_under_way = leased.is_decided();
            let postponed = Mail { is_under_way, next_attempt_at: Some(until), ..leased };
            put_off(state, queue, &postponed, lease_end).await
        }
        Decision::Send(letter) => send(state, queue, mailer, (&desk, &letter), leased, lease_end).await,
    }
}

/// Stores what the mail covers and its links, hands it over, and stores what came of it.
async fn send(
    state: &State,
    queue: &Queue,
    mailer: &dyn Mailer,
    (desk, letter): (&Desk, &Letter),
    mail: Mail,
    lease_end: Timestamp,
) -> Result<(), ApiError> {
    let (tokens, at) = (LinkTokens::new(mail.id), Timestamp::now());
    let alongside = match letter {
        Letter::Digest(letter) => Some(digest::handed_over(letter, &mail)),
        _ => None,
    };
    let mut mail = letter.settle(mail);
    if let Some(stopped) = find_stop(state, &mail.recipient).await? {
        let reason = match stopped.reason {
            StopReason::Bounce => "Not sent: earlier mail to this address came back.",
            StopReason::Complaint => "Not sent: the recipient reported earlier mail as spam.",
        };
        mail.attempts.push(MailAttempt { at, error: Some(reason.to_owned()) });
        return finish(state, mail, lease_end, MailStatus::Failed).await;
    }
    mail.links.push(tokens.stored(mail.kind, &letter.bound_to(mail.kind), at));
    // Another attempt, if this process dies now, covers the same.
    if !replace_with(state, &mail, lease_end, alongside).await? {
        return Ok(());
    }
    let sent = mailer.send(&compose(&state.config, desk, &mail, letter, Some(&tokens))).await;
    mail.attempts.push(MailAttempt { at, error: sent.as_ref().err().map(ToString::to_string) });
    let next = Timestamp::now().after(delay_after(mail.attempts.len()));
    match sent {
        Ok(()) => finish(state, mail, lease_end, MailStatus::Sent).await,
        Err(MailError::Unavailable(_)) if next <= deadline(&mail) => {
            put_off(state, queue, &Mail { next_attempt_at: Some(next), ..mail }, lease_end).await
        }
        Err(_) => finish(state, mail, lease_end, MailStatus::Failed).await,
    }
}

/// Time after which a mail isn't attempted any more. Who waits for a link asks again before long.
fn deadline(mail: &Mail) -> Timestamp {
    match mail.kind {
        MailKind::PasswordReset | MailKind::EmailConfirmation => mail.created_at.after(ACCOUNT_LIFETIME),
        MailKind::UnseenMessages
        | MailKind::Transcript
        | MailKind::PasswordChanged
        | MailKind::EmailChanged
        | MailKind::Digest
        | MailKind::DailyReport => mail.attempts.first().map_or(mail.created_at, |first| first.at).after(DEADLINE),
    }
}

/// Replaces a mail, unless another process has since it was due at that time.
async fn replace(state: &State, mail: &Mail, due: Timestamp) -> Result<bool, ApiError> {
    replace_with(state, mail, due, None).await
}

/// As [`replace`], together with another write; `false` also if that can't be done.
async fn replace_with(state: &State, mail: &Mail, due: Timestamp, also: Option<Write>) -> Result<bool, ApiError> {
    let mut transaction = Transaction::new();
    transaction.write_or(Write::put(mail).when_equals("next_attempt_at", due), ());
    if let Some(write) = also {
        transaction.write_or(write, ());
    }
    match state.table.commit(transaction).await {
        Ok(()) => Ok(true),
        Err(Rejected::Refused(_)) => Ok(false),
        Err(Rejected::Failed(error)) => Err(error.into()),
    }
}

async fn finish(state: &State, mail: Mail, due: Timestamp, status: MailStatus) -> Result<(), ApiError> {
    let finished = Mail { status, next_attempt_at: None, finished_at: Some(Timestamp::now()), ..mail };
    replace(state, &finished, due).await.map(|_| ())
}

async fn put_off(state: &State, queue: &Queue, mail: &Mail, due: Timestamp) -> Result<(), ApiError> {
    if replace(state, mail, due).await?
        && let Some(next) = mail.next_attempt_at
    {
        queue_at(queue, mail.into(), next).await;
    }
    Ok(())
}

/// Queues a mail, to arrive just after that time, or at the queue's longest delay.
async fn queue_at(queue: &Queue, what: MailRef, time: Timestamp) {
    queue.send(&[what], Duration::from_secs(time.seconds_since(Timestamp::now()) + 1)).await;
}

/// Queues mails, each for when it is due.
pub async fn queue_mails(queue: &Queue, mails: &[Mail]) {
    let now = Timestamp::now();
    let is_due = |mail: &&Mail| mail.next_attempt_at.is_none_or(|due| due <= now);
    let (due, later): (Vec<&Mail>, Vec<&Mail>) = mails.iter().partition(is_due);
    if !due.is_empty() {
        queue.send(&due.into_iter().map(MailRef::from).collect::<Vec<_>>(), Duration::ZERO).await;
    }
    for mail in later {
        queue_at(queue, mail.into(), mail.next_attempt_at.unwrap_or(now)).await;
    }
}

/// Queues overdue mails again: their message was lost, or the process that attempted them died.
///
/// # Errors
/// A failed read of the table.
pub async fn queue_pending(state: &State, queue: &Queue) -> Result<(), ApiError> {
    let list = Mail::due_before(Timestamp::now().after(-OVERDUE));
    let mails: Vec<Mail> = state.table.take(&list, MAX_OVERDUE).await?;
    queue_mails(queue, &mails).await;
    Ok(())
}
