// The page for accounts in Spanish.

/** @type {Record<string, string>} */
export const texts = {
  "Ask for a new one": "Pedir uno nuevo",
  "Check your email": "Revisa tu correo",
  "Choose a new password": "Elige una contraseña nueva",
  "Confirm": "Confirmar",
  "Confirm that you’d like to use this address for your account.":
    "Confirma que quieres usar este correo en tu cuenta.",
  "Confirm your email address": "Confirma tu correo",
  "Email": "Correo electrónico",
  "Email isn’t set up yet": "El correo aún no está configurado",
  "Enter a valid email address.": "Escribe una dirección de correo válida.",
  "Enter your email address, and we’ll send you a link to choose a new one.":
    "Escribe tu correo y te enviaremos un enlace para elegir una nueva.",
  "Forgot your password?": "¿Has olvidado tu contraseña?",
  "From now on we’ll write to you there, and you can sign in with it.":
    "A partir de ahora te escribiremos ahí y podrás iniciar sesión con él.",
  "If there’s an account with this address, you’ll get an email with a link in a moment. It works for 30 minutes.":
    "Si hay una cuenta con este correo, en un momento recibirás un enlace. Funciona durante 30 minutos.",
  "Ask an admin to set a new password for you.": "Pide a un administrador que te ponga una contraseña nueva.",
  "Links work once, for 30 minutes.": "Los enlaces funcionan una sola vez, durante 30 minutos.",
  "New password": "Contraseña nueva",
  "Please try again in a moment.": "Inténtalo de nuevo en un momento.",
  "Please try again in {count} hours.": "Inténtalo de nuevo en {count} horas.",
  "Please try again in {count} minutes.": "Inténtalo de nuevo en {count} minutos.",
  "Save password": "Guardar contraseña",
  "Send link": "Enviar enlace",
  "Sign in to the console": "Iniciar sesión en la consola",
  "Something went wrong on our side. Please try again in a moment.":
    "Algo ha fallado por nuestra parte. Inténtalo de nuevo en un momento.",
  "Something went wrong. Please try again.": "Algo ha fallado. Inténtalo de nuevo.",
  "The password is too similar to the username.": "La contraseña se parece demasiado al nombre de usuario.",
  "This address is already used by another account.": "Esta dirección ya la usa otra cuenta.",
  "This link has expired": "Este enlace ha caducado",
  "This password is too common.": "Esta contraseña es demasiado común.",
  "This password is too short. It must contain at least 8 characters.":
    "La contraseña es demasiado corta: usa al menos 8 caracteres.",
  "Too many attempts.": "Demasiados intentos.",
  "Use at least 8 characters.": "Usa al menos 8 caracteres.",
  "We can’t connect. Check your internet connection and try again.":
    "No podemos conectar. Comprueba tu conexión a internet e inténtalo de nuevo.",
  "Your account": "Tu cuenta",
  "Your email address is confirmed": "Tu correo está confirmado",
  "Your password has been changed": "Tu contraseña ha cambiado",
  "You’ve been signed out everywhere. Sign in with your new password.":
    "Hemos cerrado todas tus sesiones. Inicia sesión con la contraseña nueva.",
};
