// Types of the API: those of its document by their names, and the frames of the WebSocket.

import type { Agent, ChatRoom, Message, Note, Notification } from "./api-types.js";

export type * from "./api-types.js";

/** Side of a room. */
export type Side = "customer" | "agent";

/** An agent with the fields for staff, which are null for others. */
export type StaffAgent = Agent & {
  [K in "department" | "employee_id" | "max_concurrent_chats" | "total_resolved_chats" | "user"]: NonNullable<Agent[K]>;
};

/** Page of a list. */
export interface Page<T> {
  count: number | null;
  next: string | null;
  previous: string | null;
  results: T[];
}

/** Reading position of a side: the number of the last event read. */
export interface Position {
  seq: number;
  read_at: string | null;
}

/** Answer to a `sync` for one room; `reset` means that the gap is too large, and the room is to be loaded. */
export interface RoomSync {
  room_id: string;
  events: RoomEvent[];
  last_seq: number;
  reset: boolean;
  read?: Record<Side, Position>;
}

/** Data of the frames that come over a connection, by their types. */
export interface FrameData {
  "message.created": Message;
  "message.edited": Message;
  "message.read": Position & { side: Side };
  "room.created": ChatRoom;
  "room.updated": { change: string; room: Partial<ChatRoom> & Pick<ChatRoom, "agent" | "last_seq" | "status"> };
  "note.created": Note;
  "notification.created": Notification;
  ack: { client_message_id: string; message: Message };
  error: unknown;
  pong: { heads: Record<string, number>; read: Record<string, Record<Side, Position>> };
  presence: { user_id: number; is_online: boolean };
  sync: { rooms: RoomSync[]; notifications_unread: number };
  typing: { user_id: number; name: string; is_typing: boolean };
  watching: { watching: boolean };
}

export interface FrameOf<K extends keyof FrameData> {
  type: K;
  room_id?: string;
  seq?: number;
  time: string;
  data: FrameData[K];
  code?: string;
  detail?: string;
  client_message_id?: string;
}

export type Frame = { [K in keyof FrameData]: FrameOf<K> }[keyof FrameData];

/** Frames by their types, for listeners. */
export type Frames = { [K in keyof FrameData]: FrameOf<K> };

/** Frames that are numbered in their room's history. */
export type RoomEvent = FrameOf<"message.created"> | FrameOf<"message.edited"> | FrameOf<"room.updated">;

/** Frame to the server; other fields depend on its action. */
export interface OutgoingFrame {
  action: string;
  room_id?: string;
  [field: string]: unknown;
}
