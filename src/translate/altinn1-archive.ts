import { listAltinn1Instances } from '../altinn3/storage-list.ts'
import { getInstance, type Instance } from '../altinn3/storage.ts'
import type { Ports } from './translation.ts'

/** Of a thousand each: what lies behind them is not found. */
const mostPages = 10

/** Forms of Altinn 1's archive with this reference: all of a party's are looked through. */
export async function findAltinn1Instance(
  reference: string,
  owner: string,
  ask: Ports['ask'],
): Promise<readonly Instance[]> {
  let after: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const search = { owner, ...(after === undefined ? {} : { after }) }
    const { instances = [], next } = (await ask(listAltinn1Instances, search)) ?? {}
    const listed = instances.find(({ dataValues }) => dataValues?.A1ArchRef === reference)
    if (listed !== undefined) {
      const whole = await ask(getInstance, { instance: listed.id })
      return whole === undefined ? [] : [whole]
    }
    if (next === undefined) break
    after = next
  }
  return []
}
