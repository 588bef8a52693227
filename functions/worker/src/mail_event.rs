//! Events of the mail service: mails that came back, and complaints.

use serde::Deserialize;
use shared::model::StopReason;

/// An event of SES, with the fields that are used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailEvent {
    event_type: String,
    #[serde(default)]
    bounce: Bounce,
    #[serde(default)]
    complaint: Complaint,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    complaint_feedback_type: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Recipient {
    email_address: String,
    diagnostic_code: String,
}

impl MailEvent {
    /// Addresses that are to get no more mail, each with the reason in the server's words; `None` for another event, such
    /// as a full mailbox.
    pub fn stops(self) -> Option<(StopReason, Vec<(String, String)>)> {
        match self.event_type.as_str() {
            "Bounce" if self.bounce.bounce_type == "Permanent" => {
                let recipients = self.bounce.bounced_recipients.into_iter();
                let stopped = recipients.map(|recipient| (recipient.email_address, recipient.diagnostic_code));
                Some((StopReason::Bounce, stopped.collect()))
            }
            "Complaint" => {
                let Complaint { complained_recipients, complaint_feedback_type: kind } = self.complaint;
                let stopped =
                    complained_recipients.into_iter().map(|recipient| (recipient.email_address, kind.clone()));
                Some((StopReason::Complaint, stopped.collect()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn stops(event: Value) -> Option<(StopReason, Vec<(String, String)>)> {
        serde_json::from_value::<MailEvent>(event).ok().and_then(MailEvent::stops)
    }

    // As SES documents them ("Amazon SES event data that is published to EventBridge").
    #[test]
    fn mails_that_came_back_for_good_and_complaints_stop_an_address() {
        let recipient = json!({"emailAddress": "ana@example.com", "action": "failed", "diagnosticCode": "550 unknown"});
        let bounce = |kind: &str| json!({"eventType": "Bounce", "mail": {}, "bounce": {"bounceType": kind, "bouncedRecipients": [recipient]}});
        let ana = |detail: &str| vec![("ana@example.com".to_owned(), detail.to_owned())];
        assert_eq!(stops(bounce("Permanent")), Some((StopReason::Bounce, ana("550 unknown"))));
        assert_eq!(stops(bounce("Transient")), None);
        let complaint =
            json!({"complainedRecipients": [{"emailAddress": "ana@example.com"}], "complaintFeedbackType": "abuse"});
        let complaint = json!({"eventType": "Complaint", "mail": {}, "complaint": complaint});
        assert_eq!(stops(complaint), Some((StopReason::Complaint, ana("abuse"))));
        assert_eq!(stops(json!({"eventType": "Delivery", "mail": {}, "delivery": {}})), None);
    }
}
