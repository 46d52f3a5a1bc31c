// Altinn 3 says when to come back: it must not be asked again before, and the caller must hear it.
import { request } from 'undici'
import { idOfDialog, writeMessageId } from '../../../dist/src/altinn2/messages/message-id.js'
import { dialog, referenceOf } from '../answers.mjs'
import { equal } from '../figures.mjs'
import { need, paths } from '../rig.mjs'

const seconds = '60'

export const rows = [
  {
    attack: 'Altinn 3 answers 503 with Retry-After: 60',
    run: async (rig) => {
      const token = await rig.tokenOf({ owner: 0 })
      rig.set({ message: { text: 'Hei', bytes: 3 } })
      const message = writeMessageId(idOfDialog(dialog.created, dialog.id), false)
      const asked = [
        ['broker', `${paths.inbox}/${referenceOf(1)}`],
        ['dialogporten', `${paths.messages}/${message}`],
      ]
      const figures = []
      for (const [product, path] of asked)
        figures.push(...(await measure(rig, token, product, path)))
      return { figures }
    },
  },
]

async function measure(rig, token, product, path) {
  await need(rig, { token, method: 'GET', path })
  rig.set({ refuse: { product, status: 503, headers: { 'Retry-After': seconds } } })
  const before = await rig.calls()
  const { statusCode, headers, body } = await request(rig.url + path, {
    headers: { authorization: `Bearer ${token}`, accept: '*/*' },
  })
  await body.dump()
  const after = await rig.calls()
  rig.set({ refuse: null })
  return [
    equal(`${product}: calls that it sees`, after[product] - before[product], 1),
    equal(`${product}: status for the caller`, statusCode, 503),
    equal(`${product}: Retry-After for the caller`, headers['retry-after'] ?? 'none', seconds, 's'),
  ]
}
