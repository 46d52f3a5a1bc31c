import type { Altinn2Response, Json } from '../altinn2/response.ts'

/** One list of what both sides have; Altinn 2's is the parsed JSON of its own answer. */
export type Merge = (altinn2: Json, altinn3: Altinn2Response) => Altinn2Response
