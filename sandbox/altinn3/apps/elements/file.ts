import { receive, TooManyBytes, type Received } from '../../storage/contents/big-file.ts'
import type { DataType } from '../../storage/model.ts'
import type { Asked } from '../../../strict.ts'

/** An app throws at a body whose length is not said, or is not what was said. */
export class NoLength extends Error {}

const megabyte = 1024 * 1024
/** `REQUEST_SIZE_LIMIT` of DataController.cs. */
const maxRequestBytes = 2000 * megabyte

/** HttpContextExtensions.ReadBodyAsByteArrayAsync; fails with `NoLength` or `TooManyBytes`. */
export async function readFile(asked: Asked, { maxSize }: DataType): Promise<Received> {
  const length = asked.headers['content-length']
  if (length === undefined) throw new NoLength()
  const limit = maxSize === undefined ? maxRequestBytes : maxSize * megabyte
  if (Number(length) > limit) throw new TooManyBytes(Number(length))
  return receive(asked.pieces(), limit)
}
