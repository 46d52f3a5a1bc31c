import Type from 'typebox'
import { milliseconds } from './kinds.ts'

/** The section `limits`: times and amounts. */
export const Limits = Type.Object(
  {
    firstByteMs: milliseconds('To an upstream’s first byte.', 30_000),
    betweenBytesMs: milliseconds('Between two of its chunks.', 30_000),
    connectMs: milliseconds(
      'To a connection; behind a proxy, once for the proxy and once for TLS.',
      5_000,
    ),
    placeMs: milliseconds('To a place among the calls to one product.', 2_000),
    underWay: Type.Integer({
      minimum: 1,
      default: 256,
      description:
        'Calls to each product of the platforms at once, and as many again that carry bytes.',
    }),
    maxLoopDelayMs: Type.Integer({
      minimum: 0,
      default: 1_000,
      description:
        'Above this delay of the event loop, on average of a second, requests are refused; 0: never.',
    }),
    spoolBytes: Type.Integer({
      minimum: 0,
      // A quarter of it, which an owner always has, takes one streamed attachment of 500 MB.
      default: 2_147_483_648,
      description:
        'Disk for bodies that are held back: until their service is known, or while forms and attachments are sent on.',
    }),
  },
  { default: {}, additionalProperties: false },
)
