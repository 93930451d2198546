import { InputError, NotFoundError } from '@backstage/errors';
import {
  attestRequestSchema,
  campaignRequestSchema,
  exemptionDecisionSchema,
  exemptionRequestSchema,
  scorecardsAttestationWritePermission,
  scorecardsCampaignManagePermission,
  scorecardsExemptionDecidePermission,
  scorecardsExemptionRequestPermission,
} from '@mli/plugin-scorecards-common';
import type express from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import type { AttestationService } from '../service/AttestationService';
import type { CampaignService } from '../service/CampaignService';
import type { ExemptionService } from '../service/ExemptionService';
import { paged, sendList } from './answers';
import type { Gate } from './Gate';
import { attestationQuerySchema, parseListQuery } from './parseListQuery';

export interface ActingRoutesOptions {
  readonly gate: Gate;
  readonly attestations: AttestationService;
  readonly campaigns: CampaignService;
  readonly exemptions: ExemptionService;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readId(id: string, what: string): string {
  if (!UUID.test(id)) {
    throw new NotFoundError(`There is no ${what} ${id.slice(0, 50)}.`);
  }
  return id;
}

/** A cursor over a time and an id, as lists ordered by time have. */
function checkTimeCursor(after: readonly string[] | undefined): void {
  if (
    after &&
    (Number.isNaN(Date.parse(after[0] ?? '')) || !UUID.test(after[1] ?? ''))
  ) {
    throw new InputError(
      'cursor is not one this route has answered; leave it out to start with the first page',
    );
  }
}

/** What people do about results. */
export function addActingRoutes(
  router: express.Router,
  options: ActingRoutesOptions,
): void {
  addExemptionRoutes(router, options);
  addCampaignRoutes(router, options);
  addAttestationRoutes(router, options);
}

function addExemptionRoutes(
  router: express.Router,
  { gate, exemptions }: ActingRoutesOptions,
): void {
  router.get('/exemptions', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, {
      keyLength: 2,
      allow: ['check', 'exemptionState'],
    });
    checkTimeCursor(query.after);
    const rows = await exemptions.list(credentials, {
      ...query,
      states: query.exemptionStates,
      limit: query.limit + 1,
    });
    const page = paged(rows, query.limit, row => [row.requestedAt, row.id]);
    sendList(res, page, {
      format: query.format,
      columns: [
        'id',
        'scorecard',
        'check',
        'entity',
        'team',
        'owner',
        'state',
        'ended',
        'until',
        'reason',
        'requestedBy',
        'requestedAt',
        'decidedBy',
        'decidedAt',
        'note',
      ],
    });
  });

  router.post('/exemptions', async (req, res) => {
    const change = {
      permission: scorecardsExemptionRequestPermission,
      whoCan: 'Everybody who is signed in usually has it.',
      eventId: 'exemption-request',
    };
    const answer = await gate.change(req, change, credentials =>
      exemptions.request(
        credentials,
        parseBody(exemptionRequestSchema, req.body),
        new Date(),
      ),
    );
    res.status(201).json(answer);
  });

  router.post('/exemptions/:id/decision', async (req, res) => {
    const id = readId(req.params.id, 'exemption');
    const change = {
      permission: scorecardsExemptionDecidePermission,
      whoCan: 'Everybody who is signed in usually has it.',
      eventId: 'exemption-decide',
      meta: { exemption: id },
    };
    const answer = await gate.change(req, change, credentials =>
      exemptions.decide(credentials, id, {
        request: parseBody(exemptionDecisionSchema, req.body),
        now: new Date(),
      }),
    );
    res.json(answer);
  });
}

function addCampaignRoutes(
  router: express.Router,
  { gate, campaigns }: ActingRoutesOptions,
): void {
  const manage = {
    permission: scorecardsCampaignManagePermission,
    whoCan: 'Everybody who is signed in usually has it.',
  };

  router.get('/campaigns', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 2, mostRows: 100 });
    checkTimeCursor(query.after);
    const rows = await campaigns.list(
      credentials,
      { ...query, limit: query.limit + 1 },
      new Date(),
    );
    const page = paged(rows, query.limit, row => [row.deadline, row.id]);
    sendList(res, page, {
      format: query.format,
      columns: [
        'id',
        'title',
        'scorecard',
        'checks',
        'level',
        'owner',
        'state',
        'startsAt',
        'deadline',
        'total',
        'reached',
      ],
    });
  });

  router.get('/campaigns/:id', async (req, res) => {
    const credentials = await gate.reader(req);
    res.json(
      await campaigns.get(
        credentials,
        readId(req.params.id, 'campaign'),
        new Date(),
      ),
    );
  });

  router.post('/campaigns', async (req, res) => {
    const answer = await gate.change(
      req,
      { ...manage, eventId: 'campaign-create' },
      credentials =>
        campaigns.create(
          credentials,
          parseBody(campaignRequestSchema, req.body),
          new Date(),
        ),
    );
    res.status(201).json(answer);
  });

  router.post('/campaigns/:id/cancel', async (req, res) => {
    const id = readId(req.params.id, 'campaign');
    const answer = await gate.change(
      req,
      { ...manage, eventId: 'campaign-cancel', meta: { campaign: id } },
      credentials => campaigns.cancel(credentials, id, new Date()),
    );
    res.json(answer);
  });
}

function addAttestationRoutes(
  router: express.Router,
  { gate, attestations }: ActingRoutesOptions,
): void {
  router.get('/attestations', async (req, res) => {
    const credentials = await gate.reader(req);
    const { entity } = parseBody(attestationQuerySchema, req.query);
    res.json(await attestations.list(credentials, entity, new Date()));
  });

  router.post('/attestations', async (req, res) => {
    const change = {
      permission: scorecardsAttestationWritePermission,
      whoCan: 'Everybody who is signed in usually has it.',
      eventId: 'attest',
    };
    const answer = await gate.change(req, change, credentials =>
      attestations.attest(
        credentials,
        parseBody(attestRequestSchema, req.body),
        new Date(),
      ),
    );
    res.json(answer);
  });
}
