import Type from 'typebox'
import { milliseconds } from './kinds.ts'

/** The section `limits`: times and amounts. */
export const Limits = Type.Object(
  {
    firstByteMs: milliseconds('To an upstream’s first byte.', 30_000),
    betweenBytesMs: milliseconds('Between two of its chunks.', 30_000),
    connectMs: milliseconds('To a connection.', 5_000),
    underWay: Type.Integer({
      minimum: 1,
      default: 256,
      description: 'Calls to each platform at once.',
    }),
    spoolBytes: Type.Integer({
      minimum: 0,
      default: 1_073_741_824,
      description: 'Disk for bodies that are held back until their service is known.',
    }),
  },
  { default: {}, additionalProperties: false },
)
