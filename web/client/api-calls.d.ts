// Types of requests by method and path, as the API's document has them. A path may contain ids, as in
// `/api/chat-rooms/${id}/`; one that the document doesn't have fits nothing.

import type { paths } from "./api-types.js";

/** A part of a path that is an id: of a type that is no literal, or a literal that looks like one. */
type Id = `${number}` | `${string}-${string}-${string}-${string}-${string}`;

/** A path with `{}` for the ids of a request, and for the parameters of the document. */
type Pattern<P extends string> = P extends `${infer Part}/${infer Rest}` ? `${PatternPart<Part>}/${Pattern<Rest>}` : P;
type PatternPart<P extends string> = string extends P ? "{}" : P extends Id | `{${string}}` ? "{}" : P;

type Paths = { [K in keyof paths as Pattern<K>]: paths[K] };

/** The operation of a method and a path; `never` if there is none. */
type Operation<M extends string, P extends string> =
  Pattern<P> extends infer K extends keyof Paths
    ? Lowercase<M> extends infer V extends keyof Paths[K]
      ? NonNullable<Paths[K][V]>
      : never
    : never;

/** `P`, if the document has it with this method. */
export type PathOf<M extends string, P extends string> = [Operation<M, P>] extends [never]
  ? "a path of the API's document"
  : P;

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : null;

/** JSON of an answer; null if it has none. */
export type AnswerOf<M extends string, P extends string> =
  Operation<M, P> extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 204)]> : never;

/** JSON of a request. */
export type BodyOf<M extends string, P extends string> =
  Operation<M, P> extends { requestBody?: infer B } ? ([B] extends [undefined] ? undefined : Json<B>) : undefined;

/** Parameters of a request; what is empty is left out. */
export type QueryOf<P extends string> =
  Operation<"get", P> extends { parameters: { query?: infer Q } } ? { [K in keyof Q]?: Q[K] | string | null } : never;

export type RoomPath = `/api/chat-rooms/${string}/`;

/** Item of a list. */
export type ItemOf<P extends string> = AnswerOf<"get", P> extends { results: (infer Item)[] } ? Item : never;
