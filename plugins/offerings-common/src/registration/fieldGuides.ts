import { FieldGuide } from '../offering/fieldGuide';
import { RegistrationField } from './vocabulary';

/** Why each field is asked for, and how it is written; shown with every fault of it. */
export const REGISTRATION_GUIDES: Readonly<
  Record<RegistrationField, FieldGuide & { readonly label: string }>
> = {
  type: {
    label: 'Type',
    why: 'It says what kind of thing this is, and to which stage its runs belong',
    example: 'training-pipeline',
  },
  name: {
    label: 'Name',
    why: 'It is how the catalog and other files refer to it, so it takes letters and digits, single -, _ or . between them, at most 63 characters',
    example: 'lane-net-training',
  },
  owner: {
    label: 'Team',
    why: 'It names the team that answers for it and may change it',
    example: 'group:lanes',
  },
  title: {
    label: 'Title',
    why: 'It is how people read it in lists',
    example: 'Lane net training',
  },
  description: {
    label: 'Description',
    why: 'It says in a sentence what it does',
    example: 'Trains Lane Net every second night on fresh labels',
  },
  lifecycle: {
    label: 'Lifecycle',
    why: 'It says whether others may rely on it',
    example: 'production',
  },
  stage: {
    label: 'Stage',
    why: 'It places its runs in the workflow where the type does not say it',
    example: 'training',
  },
  offerings: {
    label: 'Offerings',
    why: 'They count as used by the team',
    example: 'feature-store',
  },
  jobs: {
    label: 'Jobs',
    why: 'Runs of these jobs count for this component; * stands for anything',
    example: 'perception/lanes-*',
  },
  repositories: {
    label: 'Repositories',
    why: 'Runs from these repositories count for this component',
    example: 'https://git.example.com/perception/lanes',
  },
  experiments: {
    label: 'Experiments',
    why: 'Runs in these experiments count for this component; * stands for anything',
    example: 'lane-net-*',
  },
  links: {
    label: 'Links',
    why: 'Readers of the portal open them',
    example: 'https://wiki.example.com/lane-net',
  },
};
