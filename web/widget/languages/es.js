// The widget in Spanish.

/** @type {Record<string, string>} */
export const texts = {
  "Anything we could do better? (optional)": "¿Qué podríamos mejorar? (opcional)",
  "Attach file": "Adjuntar archivo",
  "Chat with us": "Chatea con nosotros",
  "Conversation": "Conversación",
  "Couldn’t send:": "No se ha enviado:",
  "edited": "editado",
  "Email": "Correo electrónico",
  "Email (optional)": "Correo electrónico (opcional)",
  "End chat": "Finalizar chat",
  "End this chat?": "¿Quieres finalizar el chat?",
  "Enter a valid email address.": "Escribe una dirección de correo válida.",
  "Enter a valid phone number.": "Escribe un número de teléfono válido.",
  "Hi! How can we help?": "¡Hola! ¿En qué podemos ayudarte?",
  "How can we reach you?": "¿Con quién hablamos?",
  "How was your chat?": "¿Qué te pareció la atención?",
  "Keep chatting": "Seguir en el chat",
  "Message": "Mensaje",
  "Minimize chat": "Minimizar el chat",
  "Name (optional)": "Nombre (opcional)",
  "New messages": "Mensajes nuevos",
  "Next": "Siguiente",
  "Open chat, {count} unread message|Open chat, {count} unread messages":
    "Abrir el chat, {count} mensaje sin leer|Abrir el chat, {count} mensajes sin leer",
  "Open image": "Abrir imagen",
  "Phone (optional)": "Teléfono (opcional)",
  "Please enter a different name.": "Escribe otro nombre, por favor.",
  "Please try again in a moment.": "Inténtalo de nuevo en un momento.",
  "Please try again in {count} hours.": "Inténtalo de nuevo dentro de {count} horas.",
  "Please try again in {count} minutes.": "Inténtalo de nuevo dentro de {count} minutos.",
  "Please write something first.": "Escribe algo primero, por favor.",
  "Reconnecting…": "Reconectando…",
  "Remove": "Quitar",
  "Remove {name}": "Quitar {name}",
  "Seen": "Visto",
  "Send": "Enviar",
  "Sending…": "Enviando…",
  "Sent": "Enviado",
  "Something went wrong on our side. Please try again in a moment.":
    "Algo ha fallado por nuestra parte. Inténtalo de nuevo en un momento.",
  "Something went wrong. Please try again.": "Algo ha ido mal. Inténtalo de nuevo.",
  "Start a new chat": "Iniciar otro chat",
  "Start chat": "Iniciar chat",
  "Submit rating": "Enviar valoración",
  "Thanks for your feedback!": "¡Gracias por tu opinión!",
  "The file has changed. Please attach it again.": "El archivo ha cambiado. Vuelve a adjuntarlo, por favor.",
  "The upload didn’t finish. Please try again.": "El archivo no ha terminado de subirse. Inténtalo de nuevo.",
  "This chat has ended.": "El chat ha finalizado.",
  "This file is too large. The limit is 20 MB.": "El archivo supera el límite de 20 MB.",
  "This is no longer possible.": "Esto ya no es posible.",
  "This link has expired.": "Este enlace ha caducado.",
  "Too many attempts.": "Demasiados intentos.",
  "Try again": "Reintentar",
  "We can’t connect. Check your internet connection and try again.":
    "No se puede conectar. Comprueba tu conexión e inténtalo de nuevo.",
  "We couldn’t find this. It may have been deleted.": "No lo encontramos. Puede que se haya eliminado.",
  "We couldn’t verify that you’re human. Please try again.":
    "No hemos podido verificar que no eres un robot. Inténtalo de nuevo.",
  "We’re closed right now.": "Ahora mismo estamos cerrados.",
  "We’re closed right now. We’ll be back at {time}.": "Ahora mismo estamos cerrados. Volvemos a las {time}.",
  "We’re closed right now. We’ll be back on {day} at {time}.":
    "Ahora mismo estamos cerrados. Volvemos el {day} a las {time}.",
  "Write a message…": "Escribe un mensaje…",
  "Write to reopen this chat…": "Escribe para reabrir el chat…",
  "You can’t send this type of file. You can send images, PDF, Office, text, ZIP, audio and video.":
    "No se puede enviar este tipo de archivo. Se admiten imágenes, PDF, Office, texto, ZIP, audio y vídeo.",
  "You don’t have permission to do this.": "No tienes permiso para hacer esto.",
  "You won’t get any more emails about this chat.": "Ya no recibirás más correos de este chat.",
  "Your account has been deactivated.": "Tu cuenta se ha desactivado.",
  "Your connection is limited, so messages may take a few seconds.":
    "Tu conexión es limitada: los mensajes pueden tardar unos segundos.",
  "Your session expired. Please send your message again.":
    "La sesión ha caducado. Vuelve a enviar tu mensaje, por favor.",
  "Your session has ended. Please sign in again.": "La sesión ha finalizado. Vuelve a iniciar sesión, por favor.",
  "You’re in the queue – we’ll be with you shortly.": "Estás en cola. Te atenderemos enseguida.",
  "You’re offline. We’ll send your messages when you’re back.":
    "Estás sin conexión. Enviaremos tus mensajes cuando vuelvas.",
  "You’ve started too many chats.": "Has abierto demasiados chats.",
  "{count} out of 5 stars": "{count} de 5 estrellas",
  "{count} over the 10,000-character limit.": "Te sobra {count} carácter.|Te sobran {count} caracteres.",
  "{name} is empty.": "{name} está vacío.",
  "{name} is too large. The limit is 20 MB.": "{name} supera el límite de 20 MB.",
  "{name} is typing…": "{name} está escribiendo…",
};

/** Texts of the system in a chat, which have no code. @type {[RegExp, string][]} */
export const sayings = [
  [/^(.+) joined the chat\.$/, "$1 se ha unido al chat."],
  [/^You're now chatting with (.+)\.$/, "Ahora te atiende $1."],
  [
    /^(.+) has left the chat\. Another agent will be with you shortly\.$/,
    "$1 ha salido del chat. Otra persona te atenderá enseguida.",
  ],
  [/^This chat has been reopened\.$/, "El chat se ha reabierto."],
];
