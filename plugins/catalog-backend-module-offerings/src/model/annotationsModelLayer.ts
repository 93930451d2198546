import {
  CatalogModelLayer,
  createCatalogModelLayer,
} from '@backstage/catalog-model/alpha';
import {
  ANNOTATION_ACTOR_KIND,
  ANNOTATION_ADOPTS,
  ANNOTATION_EXPERIMENTS,
  ANNOTATION_JOBS,
  ANNOTATION_LEADS,
  ANNOTATION_LOGINS,
  ANNOTATION_REGISTRATION,
  ANNOTATION_REGISTRATION_VERSION,
  ANNOTATION_REPOSITORIES,
  ANNOTATION_STAGE,
  MLI_API_GROUP,
} from '@mli/plugin-offerings-common';

const ANNOTATIONS: Record<string, { title: string; description: string }> = {
  [ANNOTATION_ADOPTS]: {
    title: 'Adopts',
    description:
      'Group or Component: the Offerings it uses, as names between commas. What a Component uses counts as a declaration of its team.',
  },
  [ANNOTATION_LEADS]: {
    title: 'Leads',
    description:
      'Group: the Users who lead it, as names between commas. It grants no right; their Home begins with the team.',
  },
  [ANNOTATION_LOGINS]: {
    title: 'Logins',
    description:
      'User: further names by which sources of runs know this person, between commas.',
  },
  [ANNOTATION_ACTOR_KIND]: {
    title: 'Actor kind',
    description: 'User that is not a person: shared or service.',
  },
  [ANNOTATION_JOBS]: {
    title: 'Jobs',
    description:
      'Component: the jobs that are its own, as namespace/name globs between commas.',
  },
  [ANNOTATION_REPOSITORIES]: {
    title: 'Repositories',
    description:
      'Component: the repositories whose runs are its own, as globs between commas.',
  },
  [ANNOTATION_EXPERIMENTS]: {
    title: 'Experiments',
    description:
      'Component: the experiments that are its own, as globs between commas.',
  },
  [ANNOTATION_STAGE]: {
    title: 'Stage',
    description:
      'Component: the stage of the ML workflow its runs belong to, where its type does not say it.',
  },
  [ANNOTATION_REGISTRATION]: {
    title: 'Registration',
    description:
      'Component: the registration of the portal it comes from; written by the portal.',
  },
  [ANNOTATION_REGISTRATION_VERSION]: {
    title: 'Version of the registration',
    description: 'Component: which version of it; written by the portal.',
  },
};

/** Describes the annotations to people and tools that ask for the catalog's model; nothing is validated by it. */
export const annotationsModelLayer: CatalogModelLayer = createCatalogModelLayer(
  {
    layerId: `${MLI_API_GROUP}/annotations`,
    builder: model => {
      for (const [name, described] of Object.entries(ANNOTATIONS)) {
        model.addAnnotation({ name, ...described });
      }
    },
  },
);
