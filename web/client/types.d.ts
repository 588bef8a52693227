// Types of the API: those of its document by their names, and the frames of the WebSocket, which stand there as schemas
// whose names end in `Frame` and `Action`.

import type { Agent, components } from "./api-types.js";

export type * from "./api-calls.js";
export type * from "./api-types.js";

type Schemas = components["schemas"];
type SchemaEndingIn<E extends string> = Schemas[keyof Schemas & `${string}${E}`];

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

/** Frame that comes over a connection. An error repeats what names the client's message: from here, a text. */
export type Frame = SchemaEndingIn<"Frame"> & { room_id?: string; client_message_id?: string; data?: unknown };

export type FrameOf<K extends Frame["type"]> = Extract<Frame, { type: K }>;

/** Frames by their types, for listeners. */
export type Frames = { [K in Frame["type"]]: FrameOf<K> };

/** Frame to the server. */
export type OutgoingFrame = SchemaEndingIn<"Action">;
