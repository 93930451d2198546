import { Route, Routes } from 'react-router-dom';
import { CampaignPage, CampaignsPage } from './CampaignsPage';
import { ExemptionsPage } from './ExemptionsPage';
import { ReplayPage } from './ReplayPage';
import { ScorecardPage } from './ScorecardPage';
import { ScorecardsPage } from './ScorecardsPage';

export function ScorecardsRouter() {
  return (
    <Routes>
      <Route path="/" element={<ScorecardsPage />} />
      <Route path="/exemptions" element={<ExemptionsPage />} />
      <Route path="/campaigns" element={<CampaignsPage />} />
      <Route path="/campaigns/:id" element={<CampaignPage />} />
      <Route path="/replay" element={<ReplayPage />} />
      <Route path="/:namespace/:name" element={<ScorecardPage />} />
    </Routes>
  );
}
