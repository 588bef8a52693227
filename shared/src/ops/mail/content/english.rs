//! English phrases.

use super::phrases::{AccountPhrases, DigestPhrases, Phrases, ReportPhrases, TranscriptPhrases, UnseenPhrases};

pub(super) static ENGLISH: Phrases = Phrases {
    language: "en",
    greeting: ("Hi {},", "Hi,"),
    answer: "You can also just reply to this email.",
    unseen: UnseenPhrases {
        one: ("New message from {}", "New message in your chat"),
        several: ("{n} new messages from {}", "{n} new messages in your chat"),
        intro: "Here’s what you missed after you left the chat:",
        more: ("There’s 1 more message in the chat.", "There are {n} more messages in the chat."),
        button: "Continue chatting",
        reason: (
            "You’re getting this email because you started a chat with {}.",
            "You’re getting this email because you started a chat.",
        ),
        opt_out: "Stop emails about this chat",
    },
    transcript: TranscriptPhrases {
        subject: ("Your chat with {}", "Your chat transcript"),
        intro: "Here’s a copy of your chat:",
        left_out: ("1 earlier message isn’t included.", "{n} earlier messages aren’t included."),
        reason: "You’re getting this email because a copy of this chat was requested for your address.",
    },
    password_reset: AccountPhrases {
        subject: ("Reset your {} password", "Reset your password"),
        intro: "We got a request to reset your password. To choose a new one, use the link below within 30 minutes.",
        outro: "",
        button: "Choose a new password",
        reason: "Didn’t ask for this? You can ignore this email – your password stays the same.",
    },
    password_changed: AccountPhrases {
        subject: ("Your {} password was changed", "Your password was changed"),
        intro: "Your password was just changed. If that was you, there’s nothing else to do.",
        outro: "If it wasn’t you, choose a new password right away and let your admin know.",
        button: "Choose a new password",
        reason: "You’re getting this email because it’s about the security of your account.",
    },
    email_confirmation: AccountPhrases {
        subject: ("Confirm your email address for {}", "Confirm your email address"),
        intro: "Please confirm that this is your new email address. The link below works for 30 minutes.",
        outro: "",
        button: "Confirm email address",
        reason: "Didn’t ask for this? You can ignore this email – nothing will change.",
    },
    email_changed: AccountPhrases {
        subject: ("Your {} email address was changed", "Your email address was changed"),
        intro: "Your account now uses a different email address. If you changed it, there’s nothing else to do.",
        outro: "If it wasn’t you, please contact us right away.",
        button: "",
        reason: "You’re getting this email because it’s about the security of your account.",
    },
    digest: DigestPhrases {
        new_chat: ("{} is waiting for an agent", "A customer is waiting for an agent"),
        new_message: ("{} sent you a message", "A customer sent you a message"),
        assigned: ("You’ve been assigned a chat with {}", "You’ve been assigned a chat"),
        several: "{n} chats need your attention",
        intro: "Someone could use your help:",
        more: ("There’s 1 more chat in the console.", "There are {n} more chats in the console."),
        button: "Open in the console",
        reason: "You can change which emails you get in the console, under Notifications.",
    },
    report: ReportPhrases {
        subject: ("{} daily report", "Daily report"),
        intro: "Here’s how the last day went:",
        created: "New chats",
        resolved: "Resolved",
        closed: "Closed without resolution",
        waiting: "Median wait",
        first_response: "Median first response",
        rating: "Rating",
        none: "–",
        button: "See the full report",
        reason: "You can turn off this email in the console, under Notifications.",
    },
};
