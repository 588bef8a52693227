// The shapes of the API contract, as far as the pages use them.

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

interface Notification_ {
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

/** How far a side has read. */
interface Position {
  seq: number;
  read_at: string | null;
}

/** What comes over a connection. */
interface Frame {
  type: string;
  room_id?: string;
  seq?: number;
  time: string;
  data: any;
  code?: string;
  detail?: string;
  client_message_id?: string;
}
