// Names of the API's types that all pages use without importing them.

declare global {
  type Agent = Api.Agent;
  type CannedResponse = Api.CannedResponse;
  type ChatNotification = Api.Notification;
  type ChatRoom = Api.ChatRoom;
  type ChatUser = Api.ChatUser;
  type FrameOf<K extends Api.Frame["type"]> = Api.FrameOf<K>;
  type Message = Api.Message;
  type Note = Api.Note;
  type Page<T> = Api.Page<T>;
  type Priority = Api.Priority;
  type RoomPath = Api.RoomPath;
  type RoomStatus = Api.RoomStatus;
  type Side = Api.Side;
  type StaffAgent = Api.StaffAgent;
  type User = Api.User;
}

import type * as Api from "./client/types.js";
