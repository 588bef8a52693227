// Fields of answers to staff, beyond those that every reader gets (see api-types.d.ts).

interface ChatUser {
  /** `true` if an identity token of the site identifies this person. */
  is_verified?: boolean;
  /** The site's own name for this person. */
  external_id?: string | null;
}

interface ChatRoom {
  rating_comment?: string | null;
}
