//! Spanish phrases.

use super::phrases::{AccountPhrases, DigestPhrases, Phrases, ReportPhrases, TranscriptPhrases, UnseenPhrases};

pub(super) static SPANISH: Phrases = Phrases {
    language: "es",
    greeting: ("Hola, {}:", "Hola:"),
    answer: "También puedes responder directamente a este correo.",
    unseen: UnseenPhrases {
        one: ("Mensaje nuevo de {}", "Mensaje nuevo en tu chat"),
        several: ("{n} mensajes nuevos de {}", "{n} mensajes nuevos en tu chat"),
        intro: "Esto es lo que te perdiste al salir del chat:",
        more: ("Hay 1 mensaje más en el chat.", "Hay {n} mensajes más en el chat."),
        button: "Seguir en el chat",
        reason: (
            "Recibes este correo porque iniciaste un chat con {}.",
            "Recibes este correo porque iniciaste un chat.",
        ),
        opt_out: "No recibir más correos de este chat",
    },
    transcript: TranscriptPhrases {
        subject: ("Tu chat con {}", "Copia de tu chat"),
        intro: "Aquí tienes una copia de tu chat:",
        left_out: ("Falta 1 mensaje anterior.", "Faltan {n} mensajes anteriores."),
        reason: "Recibes este correo porque se pidió una copia de este chat para tu dirección.",
    },
    password_reset: AccountPhrases {
        subject: ("Restablece tu contraseña de {}", "Restablece tu contraseña"),
        intro: "Nos han pedido restablecer tu contraseña. Para elegir una nueva, usa este enlace antes de 30 minutos.",
        outro: "",
        button: "Elegir una contraseña nueva",
        reason: "¿No lo pediste tú? Ignora este correo: tu contraseña seguirá siendo la misma.",
    },
    password_changed: AccountPhrases {
        subject: ("Tu contraseña de {} ha cambiado", "Tu contraseña ha cambiado"),
        intro: "Tu contraseña se acaba de cambiar. Si fuiste tú, no tienes que hacer nada más.",
        outro: "Si no fuiste tú, elige una contraseña nueva cuanto antes y avisa a tu administrador.",
        button: "Elegir una contraseña nueva",
        reason: "Recibes este correo porque afecta a la seguridad de tu cuenta.",
    },
    email_confirmation: AccountPhrases {
        subject: ("Confirma tu correo para {}", "Confirma tu correo"),
        intro: "Confirma que esta es tu nueva dirección de correo. El enlace funciona durante 30 minutos.",
        outro: "",
        button: "Confirmar correo",
        reason: "¿No lo pediste tú? Ignora este correo: no cambiará nada.",
    },
    email_changed: AccountPhrases {
        subject: ("Tu correo de {} ha cambiado", "Tu correo ha cambiado"),
        intro: "Tu cuenta usa ahora otra dirección de correo. Si la cambiaste tú, no tienes que hacer nada más.",
        outro: "Si no fuiste tú, ponte en contacto con nosotros cuanto antes.",
        button: "",
        reason: "Recibes este correo porque afecta a la seguridad de tu cuenta.",
    },
    digest: DigestPhrases {
        new_chat: ("{} espera a un agente", "Un cliente espera a un agente"),
        new_message: ("{} te ha escrito", "Un cliente te ha escrito"),
        assigned: ("Se te ha asignado un chat con {}", "Se te ha asignado un chat"),
        several: "{n} chats te necesitan",
        intro: "Alguien necesita tu ayuda:",
        more: ("Hay 1 chat más en la consola.", "Hay {n} chats más en la consola."),
        button: "Abrir en la consola",
        reason: "Puedes elegir qué correos recibes en la consola, en Notificaciones.",
    },
    report: ReportPhrases {
        subject: ("Informe diario de {}", "Informe diario"),
        intro: "Así fue el último día:",
        created: "Chats nuevos",
        resolved: "Resueltos",
        closed: "Cerrados sin resolver",
        waiting: "Espera mediana",
        first_response: "Primera respuesta mediana",
        rating: "Valoración",
        none: "–",
        button: "Ver el informe completo",
        reason: "Puedes desactivar este correo en la consola, en Notificaciones.",
    },
};
