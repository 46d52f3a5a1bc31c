// One row: rest, then an attack, while another owner's caller asks on. What that caller waits and
// what the gateway occupies are the figures.
import { setTimeout as pause } from 'node:timers/promises'
import { heapOf, isShort, longestPauseOf } from '../children.mjs'
import { residentSetOf, watch } from '../resident-memory.mjs'
import { growthOf, waitsOf } from './figures.mjs'
import { Prober } from './prober.mjs'
import { need } from './rig.mjs'

/** Milliseconds. */
const warmUp = 500
const rest = isShort ? 700 : 1_500
/** What an attack leaves behind counts as well. */
const aftermath = 500
/** A gateway that does not answer its parent for so long is at work. */
const longTurn = 1_000
/** For requests that still wait when everything is over. */
const grace = 2_000
const attackWithin = isShort ? 6_000 : 10_000

export const endedEarly = 'the attack was ended before it was over'

/**
 * @param probes what the other caller asks, in turns
 * @param attack `{ file, name, given }` with `within`, milliseconds after which it is ended
 * @param maxGrowth MiB of resident memory; not measured where it is left out
 */
export async function underAttack(rig, { probes, attack, maxGrowth }) {
  const { child } = rig.gateway
  const attacker = await rig.prepareAttack(attack.file)
  for (const probe of probes) await need(rig, probe)
  const prober = new Prober(rig.url, probes)
  await pause(warmUp)
  // Garbage is collected here, so that what it takes away is no part of the growth.
  await heapOf(child)
  const quiet = prober.begin()
  await pause(rest)
  const before = await residentSetOf(child)
  const peak = watch(child)
  await longestPauseOf(child)
  const during = prober.begin()
  const within = attack.within ?? attackWithin
  const answers = await attacker.run(attack.name, { url: rig.url, ...attack.given }, within)
  await pause(aftermath)
  const most = await peak()
  const turn = await Promise.race([longestPauseOf(child), pause(longTurn)])
  await prober.stop(grace)
  const growth = maxGrowth === undefined ? [] : [growthOf(most, before, maxGrowth)]
  return {
    figures: [...waitsOf(during, quiet), ...growth],
    answers: answers ?? endedEarly,
    // Where it is short and the wait is long, others had the processor or a place.
    longestTurn: `${turn?.longestTurn.toFixed(1) ?? `more than ${longTurn}`} ms`,
  }
}
