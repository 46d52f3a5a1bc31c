import { getInstance, type Instance } from '../../altinn3/storage.ts'
import type { Ports } from '../../translation.ts'

/** The party's forms of Altinn 1's archive with this reference, whole. */
export async function findAltinn1Instances(
  reference: string,
  owner: string,
  { ask, look }: Pick<Ports, 'ask' | 'look'>,
): Promise<readonly Instance[]> {
  const ids = await look.altinn1FormsWith({ owner, reference })
  const found = await Promise.all(ids.map((instance) => ask(getInstance, { instance })))
  return found.flatMap((one) => (one?.dataValues?.A1ArchRef === reference ? [one] : []))
}
