// Fields of answers to staff, beyond those that every reader gets (see api-types.d.ts).

interface ChatUser {
  /** Whether the site has vouched for this person by an identity token. */
  is_verified?: boolean;
  /** The site's own name for this person. */
  external_id?: string | null;
}

interface ChatRoom {
  rating_comment?: string | null;
}
