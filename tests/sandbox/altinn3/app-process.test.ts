import { describe, expect, it } from 'vitest'
import type { Instance } from '../../../sandbox/altinn3/storage/model.ts'
import { asServiceOwner, processesOn, task } from './app-processes.ts'
import { read, startBench } from './storage-shared.ts'

const bench = startBench()
const { call, elementOf, row, sandbox, storage } = bench
const { begin, next, state, written } = processesOn(bench)
const processOf = (guid: string) => row(guid).instance.process

describe('a process that moves', () => {
  // ProcessController.NextElement, EndTaskEventHandler.cs, Storage's ProcessController.UpdateInstance
  it('ends after one task: the instance is archived, its form is locked, and a PDF is there', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    const answer = await next(path)
    expect(answer.status).toBe(200)
    expect(read(answer)).toMatchObject({
      currentTask: null,
      endEvent: 'EndEvent_1',
      processTasks: [{ elementId: 'Task_1', altinnTaskType: 'data', elementType: 'Task' }],
    })
    const { status, process } = row(guid).instance
    expect(status).toMatchObject({ isArchived: true, archived: process?.ended })
    expect(elementOf(guid, 'model').locked).toBe(true)
    expect(elementOf(guid, 'ref-data-as-pdf')).toMatchObject({
      filename: 'Enkelt skjema.pdf',
      references: [{ value: 'Task_1', relation: 'GeneratedFrom', valueType: 'Task' }],
    })
    expect(written()).toEqual([
      'element created ref-data-as-pdf',
      'process moved EndEvent_1',
      'instance archived',
    ])
  })

  // ConvertAndAuthorizeActions
  it('answers with the actions of the next task, as the process itself does', async () => {
    const { path } = await begin('ttd/bekreft')
    const answer = read(await next(path, 'write'))
    expect(answer).toMatchObject({
      currentTask: {
        ...{ elementId: 'Task_3', altinnTaskType: 'confirmation', flow: 3 },
        actions: { read: true, write: true, confirm: true, reject: true },
      },
    })
    expect(await state(path)).toEqual(answer)
    expect(read(await next(path, 'confirm'))).toMatchObject({ endEvent: 'EndEvent_1' })
  })

  // ProcessTaskFinalizer.cs removes the ids of rows
  it('changes the bytes of a form with rows when its task ends', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    const { id } = elementOf(guid, 'model')
    const form = '<Skjema><tittel>Naust</tittel><tiltak><navn>Tak</navn></tiltak></Skjema>'
    const headers = { 'content-type': 'application/xml' }
    await call(`${path}/data/${id}`, { method: 'PUT', headers, body: form })
    expect(String(storage().contents.get(id))).toContain('altinnRowId')
    written()
    await next(path)
    expect(String(storage().contents.get(id))).not.toContain('altinnRowId')
    expect(written()[0]).toBe('element replaced model')
  })

  // AbandonTaskEventHandler.cs, Storage's ProcessDataCleanupService.cs
  it('goes back by `reject`, opens the form again, and drops what the task has generated', async () => {
    const { guid, path } = await begin('ttd/bekreft')
    await next(path)
    storage().issues.set(guid, [issue(1)])
    written()
    const answer = read(await next(path, 'reject'))
    expect(answer).toMatchObject({
      currentTask: { elementId: 'Task_1', flow: 4, flowType: 'AbandonCurrentMoveToNext' },
    })
    expect(elementOf(guid, 'model').locked).toBe(false)
    expect(written()).toEqual(['element deleted ref-data-as-pdf', 'process moved Task_1'])
  })

  // SigningUserAction.cs, Storage's SigningService.cs
  it('writes a signature with the action `sign` alone', async () => {
    const signed = await begin('ttd/prove-skjema')
    await next(signed.path)
    expect(read(await next(signed.path, 'sign'))).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(elementOf(signed.guid, 'signatur')).toMatchObject({
      ...{ filename: 'signatur.json', contentType: 'application/json', locked: true },
    })
    const unsigned = await begin('ttd/prove-skjema')
    await next(unsigned.path)
    expect(read(await next(unsigned.path))).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(row(unsigned.guid).elements.map(({ dataType }) => dataType)).not.toContain('signatur')
  })

  // EndEventEventHandler.cs; Storage's InstancesController.cs hides it from lists alone
  it('deletes the instance for good at its end where the app says so', async () => {
    const { guid, path, inStorage } = await begin('ttd/slettes')
    expect(read(await next(path))).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(written()).toEqual([
      'element created ref-data-as-pdf',
      'instance deleted',
      'process moved EndEvent_1',
      'instance archived',
    ])
    expect(read(await call(inStorage))).toMatchObject({
      status: { isHardDeleted: true, isArchived: true },
    })
    const { partyId } = row(guid).instance.instanceOwner
    const list = `/storage/api/v1/instances?instanceOwner.partyId=${partyId}&appId=ttd/slettes`
    expect(read(await call(list))).toMatchObject({ count: 0 })
  })
})

const issue = (severity: 0 | 1 | 2) => ({
  ...{ severity, dataElementId: null, field: 'tittel', code: 'feil', description: 'Mangler' },
  source: 'Expression',
})

describe('a process that does not move', () => {
  // ProcessEngineAuthorizer.cs, GetResultForError
  it('is a 403 that names task, type and action, and for a caller without rights an empty one', async () => {
    const { path } = await begin('ttd/bekreft')
    const unknown = await next(path, 'fly')
    expect(unknown.status).toBe(403)
    expect(read(unknown)).toEqual({
      title: 'Unauthorized',
      status: 403,
      detail:
        'User is not authorized to perform process next. Task ID: Task_1. Task type: data. Action: fly.',
    })
    const { policies } = sandbox().altinn3.access
    policies.app_ttd_bekreft = { ...policies.app_ttd_bekreft, decision: 'Deny' } as never
    expect(await next(path)).toMatchObject({ status: 403, body: '' })
    expect(written()).toEqual([])
  })

  // HandleUserAction: no handler is a success
  it('moves by an action that the policy permits, whatever the task', async () => {
    const { path } = await begin('ttd/bekreft')
    expect(read(await next(path, 'instantiate'))).toMatchObject({
      currentTask: { elementId: 'Task_3' },
    })
    // SigningUserAction.cs throws where the task has no signatures.
    expect(await next(path, 'sign')).toMatchObject({ status: 500 })
  })

  // ProcessEngine.ProcessNext
  it('is a 409 with the issues when validation finds errors, and moves past warnings', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    storage().issues.set(guid, [issue(1), issue(2)])
    const answer = await next(path)
    expect(answer.status).toBe(409)
    expect(read(answer)).toEqual({
      title: 'Validation failed for task',
      status: 409,
      detail: '1 validation errors found for task Task_1',
      validationIssues: [issue(1), issue(2)],
    })
    storage().issues.set(guid, [issue(2)])
    expect((await next(path)).status).toBe(200)
  })

  // DefaultDataElementValidator.cs
  it('waits for the scan of a file', async () => {
    const { path } = await begin('ttd/prove-skann')
    storage().modes.scanLooks = 1
    const headers = {
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename=a.txt',
    }
    await call(`${path}/data?dataType=vedlegg`, { method: 'POST', headers, body: 'x' })
    expect(read(await next(path))).toMatchObject({
      validationIssues: [{ code: 'DataElementFileScanPending' }],
    })
    expect((await next(path)).status).toBe(200)
  })

  // TryGetCurrentTaskIdAndAltinnTaskType; before 8.9 ProcessController.NextElement
  it('says that it has ended, in older apps that it is not started', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    await next(path)
    const ended = await next(path)
    expect(ended.status).toBe(409)
    expect(read(ended)).toEqual({
      status: 409,
      detail: 'Process is ended.',
      validationIssues: null,
    })
    const withoutProcess = Object.entries(row(guid).instance).filter(([name]) => name !== 'process')
    row(guid).instance = Object.fromEntries(withoutProcess) as unknown as Instance
    expect(read(await next(path))).toMatchObject({
      detail: 'The instance is missing process information.',
    })
    storage().nugetVersions['ttd/prove-enkel'] = '8.8.3'
    expect(read(await next(path))).toEqual({
      status: 409,
      title: 'Process is not started. Use start!',
    })
  })

  it('is a 404 where there is no instance, and a 415 or 400 for a body that cannot be read', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    const other = path.replace(guid, '00000000-0000-4000-8000-000000000000')
    expect((await next(other)).status).toBe(404)
    const put = (type: string, body: string) =>
      call(`${path}/process/next`, { method: 'PUT', headers: { 'content-type': type }, body })
    expect((await put('text/plain', 'x')).status).toBe(415)
    expect((await put('application/json', '{')).status).toBe(400)
  })

  // PaymentProcessTask.End throws
  it('is a 500 until the payment is completed', async () => {
    const { guid, path } = await begin('ttd/betaling')
    await next(path)
    expect(read(await next(path))).toEqual({
      title: 'Process next failed.',
      status: 500,
      detail: 'The payment is not completed.',
    })
    expect(processOf(guid)?.currentTask?.elementId).toBe('Task_4')
    storage().modes.process.paid.add(guid)
    expect((await next(path)).status).toBe(200)
  })

  // The policy of a feedback task names the service owner
  it('waits for the service owner in a feedback task', async () => {
    const { path } = await begin('ttd/retur')
    expect(read(await next(path))).toMatchObject({
      currentTask: { altinnTaskType: 'feedback', read: true, write: false },
    })
    expect((await next(path)).status).toBe(403)
    expect(read(await next(path, undefined, asServiceOwner))).toMatchObject({
      endEvent: 'EndEvent_1',
    })
  })

  // EndEventEventHandler.cs asks Storage to delete before the end is stored
  it('is an empty 403 where the app deletes at the end and the caller may not', async () => {
    const { guid, path } = await begin('ttd/slettes')
    sandbox().altinn3.access.policies.app_ttd_slettes = {
      ...{ actions: ['read', 'write'], roles: [], packages: ['posttjenester'], organizations: [] },
    }
    expect(await next(path)).toMatchObject({ status: 403, body: '' })
    expect(processOf(guid)?.currentTask?.elementId).toBe('Task_1')
    expect(elementOf(guid, 'model').locked).toBe(true)
  })

  // EndTaskEventHandler.cs unlocks what it had locked
  it('stays where the app cannot make its PDF, or cannot send by the older eFormidling', async () => {
    const { guid, path } = await begin('ttd/prove-enkel')
    storage().modes.process.pdfFails = 1
    expect(read(await next(path))).toMatchObject({ status: 500, title: 'Process next failed.' })
    expect(elementOf(guid, 'model').locked).toBe(false)
    const application = storage().applications['ttd/prove-enkel']
    if (application === undefined) throw new Error('no app')
    storage().applications['ttd/prove-enkel'] = { ...application, eFormidling }
    storage().modes.process.serviceTaskFails = 1
    expect((await next(path)).status).toBe(500)
    written()
    expect((await next(path)).status).toBe(200)
    expect(written()).toContain('service task run Task_1')
  })
})

const eFormidling = {
  ...{ sendAfterTaskId: 'Task_1', serviceId: 'DPF', type: 'arkivmelding' },
  ...{ process: 'urn:no:difi:profile:arkivmelding:administrasjon:ver1.0' },
  ...{ standard: 'urn:no:difi:arkivmelding:xsd::arkivmelding', typeVersion: '2.0' },
  ...{ securityLevel: 3, dataTypes: ['model'] },
}

describe('a service task', () => {
  // ProcessEngine.Next runs it within the call
  it('runs once, and the process ends', async () => {
    const { path } = await begin('ttd/tjeneste')
    expect(read(await next(path))).toMatchObject({ endEvent: 'EndEvent_1' })
    expect(written()).toEqual([
      'element created ref-data-as-pdf',
      'process moved Task_9',
      'service task run Task_9',
      'process moved EndEvent_1',
      'instance archived',
    ])
  })

  // HandleServiceTask: the next call runs it again
  it('fails with a 500, stays current, and runs again at the next call', async () => {
    const { guid, path } = await begin('ttd/tjeneste')
    storage().modes.process.serviceTaskFails = 1
    const failed = await next(path)
    expect(failed.status).toBe(500)
    expect(read(failed)).toEqual({
      title: 'Service task failed!',
      status: 500,
      detail: 'Service task eFormidling returned a failed result!',
    })
    expect(processOf(guid)?.currentTask?.elementId).toBe('Task_9')
    expect(await state(path)).toMatchObject({
      currentTask: { elementType: 'ServiceTask' },
      processTasks: [{}, { elementId: 'Task_9', elementType: 'ServiceTask' }],
    })
    expect(read(await next(path, 'confirm'))).toMatchObject({
      ...{ status: 409, title: 'User action not supported!' },
    })
    await next(path)
    expect(written().filter((one) => one.startsWith('service'))).toHaveLength(2)
  })

  // ProcessEngineAuthorizer.cs: an app's own task asks for an action of its own name
  it('is a 403 where the caller may not run it, though the process has come to it', async () => {
    storage().modes.process.flows.set('ttd/prove-enkel', [
      task('Task_1', 'data'),
      task('Task_8', 'egen', { isServiceTask: true }),
    ])
    const { guid, path } = await begin('ttd/prove-enkel')
    expect((await next(path)).status).toBe(403)
    expect(processOf(guid)?.currentTask?.elementId).toBe('Task_8')
  })

  // PdfServiceTask.cs
  it('makes a PDF', async () => {
    storage().modes.process.flows.set('ttd/prove-ny', [
      task('Task_1', 'data'),
      task('Task_7', 'pdf', { isServiceTask: true }),
    ])
    const { guid, path } = await begin('ttd/prove-ny')
    await next(path)
    expect(elementOf(guid, 'ref-data-as-pdf').references).toMatchObject([{ value: 'Task_7' }])
  })
})

describe('validation of signatures', () => {
  // SigningTaskValidator.cs
  it('refuses to leave the task before there is one', async () => {
    const signature = {
      dataTypesToSign: ['model'],
      signatureDataType: 'signatur',
      runDefaultValidator: true as const,
    }
    storage().modes.process.flows.set('ttd/prove-skjema', [
      task('Task_1', 'data'),
      task('Task_2', 'signing', { actions: ['sign'], signature }),
    ])
    const { path } = await begin('ttd/prove-skjema')
    await next(path)
    expect(read(await next(path))).toMatchObject({
      validationIssues: [{ code: 'MissingSignatures' }],
    })
    expect((await next(path, 'sign')).status).toBe(200)
  })
})

describe('the process file', () => {
  const address = (app: string): string => `/${app}/api/v1/meta/process`

  // ApplicationMetadataController.GetProcess, [AllowAnonymous]
  it('is read without a token, with tasks, actions, gateways and signatures', async () => {
    const withoutToken = { headers: { authorization: '' } }
    const answer = await call(address('ttd/prove-skjema'), withoutToken)
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(answer.body).toContain('<altinn:taskType>signing</altinn:taskType>')
    expect(answer.body).toContain('<altinn:action>sign</altinn:action>')
    expect(answer.body).toContain('<bpmn:exclusiveGateway id="Gateway_2">')
    expect(answer.body).toContain('<altinn:signatureDataType>signatur</altinn:signatureDataType>')
    expect((await call(address('ttd/tjeneste'), withoutToken)).body).toContain(
      '<bpmn:serviceTask id="Task_9"',
    )
    expect((await call(address('ttd/betaling'), withoutToken)).body).toContain(
      '<altinn:paymentConfig>',
    )
  })

  it('cannot be read where a mode says so', async () => {
    const { files } = storage().modes.process
    files.set('ttd/bekreft', 'missing').set('ttd/retur', 'error').set('ttd/slettes', 'garbage')
    const apps = ['ttd/bekreft', 'ttd/retur', 'ttd/slettes']
    const statuses = await Promise.all(apps.map(async (app) => (await call(address(app))).status))
    expect(statuses).toEqual([404, 500, 200])
  })
})
