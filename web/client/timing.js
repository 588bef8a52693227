// Intervals and deadlines of a client, in milliseconds.

export const TIMING = {
  heartbeat: 30_000,
  /** Deadline of an answer, after which the frame is sent again. */
  answerTimeout: 5_000,
  /** API Gateway ends a connection after two hours. */
  renewal: 110 * 60_000,
  firstDelay: 250,
  longestDelay: 5_000,
  /** Deadline of a handshake. */
  handshake: 10_000,
  /** After so long without a connection, or so many attempts, something may be in its way for good. */
  blockedAfter: 8_000,
  blockedAttempts: 3,
};
