from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "hengji.apps.appraisal"
    label = "appraisal"
    verbose_name = "事前评估"
