// The widget's languages: English, as it stands in the code, and Spanish.

/** @type {Record<string, Record<string, string>>} */
const TEXTS = {
  es: {
    "Attach a file": "Adjuntar un archivo",
    "Chat with us": "Chatea con nosotros",
    "Chat, {count} unread": "Chat, {count} sin leer",
    "Close": "Cerrar",
    "Connecting …": "Conectando …",
    "Conversation": "Conversación",
    "Discard": "Descartar",
    "Do you want to end this chat?": "¿Quieres terminar este chat?",
    "E-mail": "Correo electrónico",
    "End chat": "Terminar el chat",
    "Go on": "Continuar",
    "Hello! How can we help you?": "¡Hola! ¿En qué podemos ayudarte?",
    "How did it go?": "¿Qué te pareció la atención?",
    "Message": "Mensaje",
    "Name": "Nombre",
    "New messages": "Mensajes nuevos",
    "Not sent:": "No enviado:",
    "Open the picture": "Abrir la imagen",
    "Phone (optional)": "Teléfono (opcional)",
    "Read": "Leído",
    "Send": "Enviar",
    "Send rating": "Enviar valoración",
    "Sending …": "Enviando …",
    "Sent": "Enviado",
    "Start a new chat": "Empezar otro chat",
    "Start chat": "Empezar el chat",
    "Thank you for your rating.": "Gracias por tu valoración.",
    "That took too long. Please write again.": "Ha pasado demasiado tiempo. Escríbenos otra vez, por favor.",
    "The server can't be reached.": "No hay conexión con el servidor.",
    "This chat is over.": "Este chat ha terminado.",
    "Too many chats. Please try again later.": "Demasiados chats. Inténtalo más tarde, por favor.",
    "What could be better? (optional)": "¿Qué podríamos mejorar? (opcional)",
    "Who may we answer?": "¿A quién respondemos?",
    "Write a message …": "Escribe un mensaje …",
    "You are in the queue. We'll be with you soon.": "Estás en la cola. Enseguida te atendemos.",
    "edited": "editado",
    "{count} characters too many.": "Sobran {count} caracteres.",
    "{count} of 5": "{count} de 5",
    "{name} is larger than 20 MB.": "{name} ocupa más de 20 MB.",
    "{name} is typing …": "{name} está escribiendo …",
  },
};

/** The translation for a language, such as `es-MX`; English for those that aren't here. @param {string} locale */
export function translator(locale) {
  const language = locale.slice(0, 2).toLowerCase();
  const texts = TEXTS[language] ?? {};
  /** @param {string} text @param {Record<string, string>} [values] */
  const t = (text, values = {}) => (texts[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return { t, language: TEXTS[language] ? language : "en" };
}
