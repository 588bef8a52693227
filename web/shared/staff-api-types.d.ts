// What answers to staff have beyond the shapes that every reader gets (see shapes.d.ts).

interface ChatUser {
  /** Whether the site has vouched for this person by an identity token. */
  is_verified?: boolean;
  /** The site's own name for this person. */
  external_id?: string | null;
}

interface ChatRoom {
  rating_comment?: string | null;
}
