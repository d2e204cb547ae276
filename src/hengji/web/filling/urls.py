from __future__ import annotations

from django.urls import path

from hengji.web.filling import files, fill, review

urlpatterns = [
    path("forms/", review.queue, name="forms-queue"),
    path("forms/accept/", review.accept_many, name="forms-accept-many"),
    path("forms/<uuid:key>/", fill.form, name="forms-form"),
    path("forms/<uuid:key>/fill/", fill.fill, name="forms-fill"),
    path("forms/<uuid:key>/save/", fill.save, name="forms-save"),
    path("forms/<uuid:key>/answer/", fill.answer, name="forms-answer"),
    path("forms/<uuid:key>/sign/<slug:part>/", fill.sign, name="forms-sign"),
    path("forms/<uuid:key>/measure/", fill.measure, name="forms-measure"),
    path("forms/<uuid:key>/step/<slug:action>/", fill.step, name="forms-step"),
    path("forms/<uuid:key>/papers/", files.attach, name="forms-attach"),
    path("forms/papers/<uuid:key>/", files.evidence, name="forms-evidence"),
    path("forms/papers/<uuid:key>/remove/", files.detach, name="forms-detach"),
    path("forms/<uuid:key>/review/", review.review, name="forms-review"),
    path("forms/<uuid:key>/review/<slug:action>/", review.judge, name="forms-judge"),
    path("forms/findings/<uuid:key>/reply/", review.reply, name="forms-reply"),
    path("forms/findings/<uuid:key>/<slug:decision>/", review.decide, name="forms-decide"),
]
