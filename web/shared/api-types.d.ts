// Types of the API contract, as far as the pages use them.

interface User {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  is_active: boolean;
  is_superuser: boolean;
  role: string;
  date_joined: string;
}

interface ChatUser {
  id: number;
  user: User;
  full_name: string;
  phone_number: string;
  avatar: string | null;
  is_online: boolean;
  last_seen: string | null;
  is_temporary: boolean;
  created_at: string;
}

interface Agent {
  id: number;
  user: { id: number; username: string; email: string; first_name: string; last_name: string };
  employee_id: string;
  full_name: string;
  department: string;
  is_available: boolean;
  is_online: boolean;
  max_concurrent_chats: number;
  current_active_chats: number;
  can_take_chat: boolean;
  rating: number | null;
  total_resolved_chats: number;
  average_first_response_seconds: number | null;
  average_resolution_seconds: number | null;
}

type RoomStatus = "waiting" | "active" | "resolved" | "closed";
type Priority = "low" | "medium" | "high" | "urgent";
type Side = "customer" | "agent";

interface ChatRoom {
  id: string;
  chat_user: ChatUser | null;
  chat_user_info: {
    id: number;
    full_name: string;
    email: string;
    phone_number: string;
    is_temporary: boolean;
    created_at: string;
  } | null;
  agent: Agent | null;
  agent_assigned: boolean;
  agent_name: string | null;
  subject: string;
  description: string;
  initial_message: string;
  status: RoomStatus;
  priority: Priority;
  tags: string[];
  created_at: string;
  updated_at: string;
  assigned_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  last_message: Message | null;
  last_seq: number;
  message_count: number;
  unread_messages_count: number;
  waiting_time_minutes: number;
  rating: number | null;
}

interface Attachment {
  name: string;
  size: number;
  content_type: string;
  width: number | null;
  height: number | null;
}

interface Message {
  id: string;
  chat_room_id: string;
  seq: number;
  client_message_id: string | null;
  sender_type: "user" | "agent" | "system";
  sender_info: { id: number | null; type: string; name: string };
  content: string;
  message_type: string;
  attachment: string | null;
  attachment_info: Attachment | null;
  is_read: boolean;
  read_at: string | null;
  read_status: { status: string; read_at: string | null };
  is_edited: boolean;
  edited_at: string | null;
  created_at: string;
}

interface ChatNotification {
  id: string;
  notification_type: string;
  title: string;
  message: string;
  chat_room_id: string;
  chat_room_subject: string;
  is_read: boolean;
  read_at: string | null;
  created_at: string;
}

interface Note {
  id: string;
  chat_room_id: string;
  author: { id: number; name: string };
  content: string;
  created_at: string;
}

interface CannedResponse {
  id: number;
  shortcut: string;
  content: string;
}

interface Page<T> {
  count: number | null;
  next: string | null;
  previous: string | null;
  results: T[];
}

/** Reading position of a side. */
interface Position {
  seq: number;
  read_at: string | null;
}

/** Answer to a `sync` for one room; `reset` means that the gap is too large, and the room is to be loaded. */
interface RoomSync {
  room_id: string;
  events: RoomEvent[];
  last_seq: number;
  reset: boolean;
  read?: Record<Side, Position>;
}

/** Data of the frames that come over a connection, by their types. */
interface FrameData {
  "message.created": Message;
  "message.edited": Message;
  "message.read": Position & { side: Side };
  "room.created": ChatRoom;
  "room.updated": { change: string; room: Partial<ChatRoom> & Pick<ChatRoom, "agent" | "last_seq" | "status"> };
  "note.created": Note;
  "notification.created": ChatNotification;
  ack: { client_message_id: string; message?: Message };
  error: unknown;
  pong: { heads: Record<string, number>; read: Record<string, Record<Side, Position>> };
  presence: { user_id: number; is_online: boolean };
  sync: { rooms: RoomSync[]; notifications_unread: number };
  typing: { user_id: number; name: string; is_typing: boolean };
  watching: { watching: boolean };
}

interface FrameOf<K extends keyof FrameData> {
  type: K;
  room_id?: string;
  seq?: number;
  time: string;
  data: FrameData[K];
  code?: string;
  detail?: string;
  client_message_id?: string;
}

type Frame = { [K in keyof FrameData]: FrameOf<K> }[keyof FrameData];

/** Frames that are numbered in their room's history. */
type RoomEvent = FrameOf<"message.created"> | FrameOf<"message.edited"> | FrameOf<"room.updated">;

/** Frame that the pages send; other fields depend on its action. */
interface OutgoingFrame {
  action: string;
  room_id?: string;
  [field: string]: unknown;
}

/** Details of the events of a `ChatClient`: `room` has a room's id, and each frame is an event of its own type. */
type Events = { [K in keyof FrameData]: FrameOf<K> } & { opened: undefined; room: string; status: undefined };
