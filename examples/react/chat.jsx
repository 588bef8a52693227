// A chat in React: a visitor writes, and sees the answers. `<Chat url="https://chat.example" />`

import { connect, startChat } from "@tribeclub/chat";
import { useEffect, useReducer, useState } from "react";

const KEY = "visitor";

export function Chat({ url }) {
  // Who comes back, or reloads the page, goes on where they were.
  const [visitor, setVisitor] = useState(() => JSON.parse(localStorage.getItem(KEY)));
  async function begin(initial_message) {
    const { chat_room_id, token } = await startChat(url, { initial_message });
    localStorage.setItem(KEY, JSON.stringify({ chat_room_id, token }));
    setVisitor({ chat_room_id, token });
  }
  return visitor ? <Conversation url={url} {...visitor} /> : <Composer label="How can we help?" send={begin} />;
}

function Conversation({ url, chat_room_id, token }) {
  const [chat, setChat] = useState(null);
  const [, update] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    const chat = connect({ url, token });
    chat.follow(chat_room_id);
    chat.on("room", update);
    chat.on("status", update);
    setChat(chat);
    return () => chat.close();
  }, [url, chat_room_id, token]);
  const room = chat?.rooms.get(chat_room_id);
  if (!room) return null;
  return (
    <section>
      <p role="status">{chat.status}</p>
      <ol>
        {room.messages.map(({ id, sender_info, content }) => (
          <li key={id}>{`${sender_info.name}: ${content}`}</li>
        ))}
        {room.outgoing.map(({ id, content, error }) => (
          <li key={id}>{`${content} ${error ? "(not sent)" : "(sending)"}`}</li>
        ))}
      </ol>
      <Composer label="Message" send={(text) => void room.send(text)} />
    </section>
  );
}

function Composer({ label, send }) {
  return (
    <form action={(fields) => send(fields.get("text"))}>
      <input name="text" aria-label={label} required />
      <button type="submit">Send</button>
    </form>
  );
}
