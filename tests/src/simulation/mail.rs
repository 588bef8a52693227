//! The mail service of a simulation.

use std::sync::{Mutex, PoisonError};

use futures_util::{FutureExt, future::BoxFuture};
use shared::mail::{MailError, Mailer, Outgoing};

use super::{Fault, Faults};

/// Time that it takes, in milliseconds.
const TIME: (u64, u64) = (50, 3_000);

/// A mail service that fails as the seed decides.
#[derive(Debug)]
pub(super) struct SimulatedMail {
    faults: Faults,
    taken: Mutex<Vec<Outgoing>>,
    /// Mails that it was given, taken or not.
    given: Mutex<u64>,
}

impl SimulatedMail {
    pub fn new(faults: &Faults) -> Self {
        Self { faults: faults.clone(), taken: Mutex::default(), given: Mutex::default() }
    }

    pub fn taken(&self) -> Vec<Outgoing> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn take(&self, mail: &Outgoing) -> Result<(), MailError> {
        let number = {
            let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
            *given += 1;
            *given
        };
        let name = format!("mail {number} to {}", mail.to);
        let mut fate = self.faults.fate_of(("mail", number));
        let fault = fate.fault(&[Fault::MailErrorBefore, Fault::MailErrorAfter]);
        if fault != Some(Fault::MailErrorBefore) {
            self.faults.record(format_args!("{name}: {}", mail.subject));
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        }
        fate.pause(TIME).await;
        let Some(fault) = fault else { return Ok(()) };
        self.faults.happened_to(name, fault);
        Err(MailError::Unavailable("The service is busy.".to_owned()))
    }
}

impl Mailer for SimulatedMail {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        self.take(mail).boxed()
    }
}
