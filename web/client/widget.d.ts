// Types of the widget on a page: `tribeclubChat`, as widget.js makes it.

/** What the page knows of its visitor, without proof. */
export interface VisitorDetails {
  name?: string;
  email?: string;
  phone?: string;
}

/** A message of the chat. */
export interface WidgetMessage {
  id: string;
  /** Empty for a file alone. */
  text: string;
  sender: "visitor" | "agent" | "system";
  /** Name of its sender. */
  name: string;
  /** RFC 3339. */
  created_at: string;
  /** Name of its file. */
  file: string | null;
}

/** Events by their names, with what a listener gets. */
export interface WidgetEvents {
  /** The widget is on the page; a listener that comes later is called at once. */
  ready: null;
  /** The chat is shown. */
  open: null;
  /** It is no longer. */
  close: null;
  /** A message was sent or has come, in this tab or another. */
  message: WidgetMessage;
  /** The number of messages that the visitor hasn't seen has changed. */
  unread: number;
  /** The visitor's first message has opened a chat. */
  "chat-started": { id: string };
  /** The chat was resolved or closed. */
  "chat-ended": { id: string };
}

/** Signed token (JWT) for who is signed in on the page; nothing for nobody. */
export type IdentityToken = string | null | undefined;

/** The widget. */
export interface TribeclubChat {
  /** Language that it speaks, by ISO 639-1; empty before it is ready. */
  readonly language: string;
  /** Title at its top; empty before it is ready. */
  readonly title: string;
  /** Calls back with the widget: at once, and before it is there as soon as it is. */
  push(act: (chat: TribeclubChat) => void): void;
  /** Shows the chat. A text stands in the field for messages then, unless the visitor has begun one. */
  open(text?: string): void;
  close(): void;
  toggle(): void;
  /** Takes the widget out of sight, with its bubble, until `show` or `open`. */
  hide(): void;
  show(): void;
  /** Removes the widget from the page. The chat goes on once the script runs again. */
  destroy(): void;
  /** Fills in what the visitor hasn't, and can change. */
  prefill(details: VisitorDetails & { message?: string }): void;
  /** Says who the visitor is: they aren't asked for it any more, and agents see it. */
  setVisitor(details: VisitorDetails): void;
  /**
   * Says who is signed in on the page. A function is called at once, and again when the token has expired; the chat waits
   * for it. Another customer than before sees nothing of the former one's chat.
   */
  identify(token: IdentityToken | (() => IdentityToken | Promise<IdentityToken>)): void;
  /** Ends the chat of who signs out of the page, here and at the server. */
  logout(): Promise<void>;
  /** Shows the chat, and sends a message in the visitor's name. */
  send(text: string): void;
  /** Speaks another language, if the desk offers it. */
  setLanguage(language: string): void;
  /** Calls back at each event. Returns what ends that. */
  on<E extends keyof WidgetEvents>(event: E, listener: (detail: WidgetEvents[E]) => void): () => void;
}

declare global {
  interface Window {
    /** Before the script is there, a list of what to do with the widget then. */
    tribeclubChat?: TribeclubChat | ((chat: TribeclubChat) => void)[];
  }
}
